"""Limits what refusals write: each is recorded up to a number within a window, the rest counted.

Only what is refused anyway is answered by the limit, so that nobody is kept from what they may do.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.attempts import throttles
from db.statements.imitation import audit
from resolvers.audit.closed_windows import about, tell_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from db.engine.session import Session
    from db.models import User
    from db.statements.shop.stored_context import StoredUser
    from resolvers.request.context import RequestContext


class _Subject(NamedTuple):
    """A user or an address whose refusals are counted."""

    key: bytes
    rate: Rate
    about: str


async def record_refusal(
    ctx: "RequestContext", *events: "Mapping[str, Any]", by: "User | StoredUser | None"
) -> None:
    """Record a refusal; raises RateLimited, and writes no event, if there were too many.

    `by` is None for strangers and customers, who are counted by their address alone, and for
    integrations, which are counted as users are.
    """
    subjects, now = _subjects(ctx, by), ctx.now()
    wait = await _count_if_locked(ctx.application.database.writes, subjects, now)
    if wait is None:
        async with ctx.application.database.transaction() as session:
            wait = await _count(session, subjects, now)
            if wait is None and events:
                await audit.add(session, *events)
    if wait is not None:
        raise RateLimited(wait)


def _subjects(ctx: "RequestContext", user: "User | StoredUser | None") -> "Sequence[_Subject]":
    """In the order in which they are counted; what comes after a lock is not counted.

    Who called is first, so that one user's refusals do not use up what an office shares. Clients
    without an address, as on a Unix socket, are counted together: nobody is locked out by it.
    """
    address = ctx.facts.remote_address and throttle.network(ctx.facts.remote_address)
    rates = ctx.application.rates
    subjects = [_subject(ctx, "address", address, rates.refusals_address, remote_address=address)]
    if ctx.integration is not None:
        of_integration = _subject(ctx, "integration", ctx.integration.id, rates.refusals)
        subjects.insert(0, of_integration)
    if user is not None:
        who = {"user_id": user.id, "username": user.username}
        subjects.insert(0, _subject(ctx, "account", user.id, rates.refusals, **who))
    return [subject for subject in subjects if subject.rate.attempts]


def _subject(
    ctx: "RequestContext", kind: str, name: str | None, rate: Rate, **who: str | None
) -> _Subject:
    secret, action = ctx.application.audit_keys[0], ThrottledAction.REFUSAL
    key = throttle.subject(secret, action, kind, name or "")
    told = about(rate.attempts, integration=ctx.integration, **who)
    return _Subject(key, rate, told)


async def _count_if_locked(
    session: "Session", subjects: "Sequence[_Subject]", now: "datetime"
) -> int | None:
    """The seconds to wait; a flood of refusals costs a statement each, and no transaction."""
    for key, rate, _ in subjects:
        found = await throttles.count_if_locked(session, key, now=now)
        wait = found and throttle.retry_after(ThrottleState(*found), rate, now)
        if wait is not None:
            return wait
    return None


async def _count(session: "Session", subjects: "Sequence[_Subject]", now: "datetime") -> int | None:
    """The seconds to wait, None within the rates."""
    for key, rate, about_ in subjects:
        await tell_of(session, key, now=now)  # counting anew forgets the window before
        limit = throttles.Limit(rate.attempts, rate.window, rate.waits)
        found = await throttles.count(session, key, limit, now=now, about=about_)
        wait = throttle.retry_after(ThrottleState(*found), rate, now)
        if wait is not None:
            return wait
    return None
