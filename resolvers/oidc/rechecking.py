"""Asks providers whether sign-ins go on, outside of requests, and ends those that do not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.sealed_secrets import NotOpened, seal, unseal
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from db.statements.oidc import rechecks
from resolvers.audit.recording import Source
from resolvers.oidc.arrival import PURPOSE
from resolvers.oidc.departure import end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.statements.oidc.rechecks import DueCheck
    from resolvers.application import Application

TOGETHER: Final = 8  # sign-ins that one process asks a provider about at once
LEASE: Final = timedelta(minutes=1)  # then another process asks
AGAIN: Final = timedelta(seconds=30)  # after a question that was not answered
# A provider that is down longer than this many times OIDC_RECHECK ends its sign-ins.
PATIENCE: Final = 3

# Asks a provider, by its name, with a refresh token. The answer is the next one, None if the old
# one stays. Raises SignInRefused.
Ask = Callable[[str, str], Awaitable[str | None]]


async def find_due(application: "Application") -> "Sequence[str]":
    """The names of providers that are to be asked."""
    return await rechecks.find_providers(application.database.reads, now=application.clock())


async def recheck(application: "Application", ask: Ask, provider: str) -> None:
    """Ask a provider in turns, until it answers none of the questions of a turn or nothing is due.

    A transaction that is cancelled during its COMMIT goes on as if it were not, so that the
    cancellation has to be looked for.
    """
    lane = asyncio.current_task()
    while lane is not None and not lane.cancelling():
        due = await _lease(application, provider)
        answered = await asyncio.gather(*(_check(application, ask, one) for one in due))
        if not any(answered):
            if due:
                await _leave_alone(application, provider)
            return


async def _lease(application: "Application", provider: str) -> "Sequence[DueCheck]":
    now = application.clock()
    async with application.database.transaction() as session:
        return await rechecks.lease(session, provider, now=now, until=now + LEASE, limit=TOGETHER)


async def _leave_alone(application: "Application", provider: str) -> None:
    """Ask no more for a while; whose time is over meanwhile is not asked about, but ends."""
    check_at = application.clock() + AGAIN
    async with application.database.transaction() as session:
        vouched_since = check_at - PATIENCE * application.recheck
        await rechecks.delay_all(session, provider, check_at=check_at, vouched_since=vouched_since)
    lane = asyncio.current_task()
    while lane is not None and not lane.cancelling():
        due = await _lease(application, provider)
        if not due:
            return
        for one in due:
            await _refused(application, one, Cause.PROVIDER_UNREACHABLE)


async def _check(application: "Application", ask: Ask, due: "DueCheck") -> bool:
    """Whether there was a clear answer."""
    try:
        refresh_token = _unsealed(application, due)
        following = await ask(due.provider, refresh_token) or refresh_token
    except SignInRefused as refusal:
        await _refused(application, due, refusal.cause)
        return refusal.cause is Cause.CODE_REFUSED
    except Exception:  # noqa: BLE001 - whatever a provider does, nothing lives on by it
        await _refused(application, due, Cause.PROVIDER_ANSWER_INVALID)
        return False
    now, keys = application.clock(), application.audit_keys
    await rechecks.mark_checked(
        application.database.writes,
        due.session_id,
        sealed=seal(following.encode(), keys=keys, purpose=PURPOSE, owner=due.session_id),
        now=now,
        check_at=now + application.recheck,
    )
    return True


def _unsealed(application: "Application", due: "DueCheck") -> str:
    """Raises SignInRefused, with CODE_REFUSED, where no key of SECRET opens it any more."""
    try:
        return unseal(
            due.sealed_refresh_token,
            keys=application.audit_keys,
            purpose=PURPOSE,
            owner=due.session_id,
        ).decode()
    except NotOpened:
        raise SignInRefused(Cause.CODE_REFUSED) from None


async def _refused(application: "Application", due: "DueCheck", told: Cause) -> None:
    """Whatever is no clear answer is asked again, for a while: then nobody vouches any more."""
    now, over_at = application.clock(), due.checked_at + PATIENCE * application.recheck
    if told is Cause.CODE_REFUSED or now >= over_at:
        cause = "ended_at_provider" if told is Cause.CODE_REFUSED else "not_rechecked"
        await end(application, due.user_id, due.session_id, Source(now), cause=cause)
    else:
        check_at = min(now + AGAIN, over_at)
        await rechecks.delay(application.database.writes, due.session_id, check_at=check_at)
