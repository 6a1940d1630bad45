"""Counts attempts for accounts and addresses, and locks them where there are too many."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.attempts import free_attempts, throttles
from db.statements.attempts.throttles import Limit
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.request.context import RequestContext


class Counter(NamedTuple):
    """What an attempt is counted in."""

    action: ThrottledAction
    key: bytes
    rate: Rate


def by_address(ctx: "RequestContext", action: ThrottledAction, rate: Rate) -> Sequence[Counter]:
    """The counter of the client's address; none without a limit or an address."""
    key = of_address(ctx, action) if rate.attempts else None
    return [] if key is None else [Counter(action, key, rate)]


def by_account(
    ctx: "RequestContext", action: ThrottledAction, name: str, rate: Rate
) -> Sequence[Counter]:
    """The counter of an account, which need not exist; none without a limit."""
    return [Counter(action, of_account(ctx, action, name), rate)] if rate.attempts else []


async def count(ctx: "RequestContext", *counters: Counter) -> None:
    """Count in this order; raises RateLimited.

    What comes after a lock is not counted. Every transaction locks the row of an address before
    that of an account: else two of them could deadlock.
    """
    if not counters:
        return
    database, limits = ctx.application.database, [(each.key, _limit(each)) for each in counters]
    counted = await free_attempts.count(database.writes, limits, now=ctx.now())
    if counted == len(counters):
        return
    async with database.transaction() as session:
        wait = await _first_wait(ctx, session, counters[counted:])
    if wait is not None:
        raise RateLimited(wait)


async def _first_wait(
    ctx: "RequestContext", session: "Session", counters: Sequence[Counter]
) -> int | None:
    """The seconds that the first lock asks for. A lock is stored together with its event."""
    now = ctx.now()
    for counter in counters:
        action, key, rate = counter
        found = await throttles.count(session, key, _limit(counter), now=now)
        wait = throttle.retry_after(ThrottleState(*found), rate, now)
        if wait is not None:
            if found[0] == rate.attempts + 1:  # no other process was first
                detail = {"attempts_of": action}
                await record(session, ctx.source, "throttle.locked", detail=detail)
            return wait
    return None


def _limit(counter: Counter) -> Limit:
    return Limit(counter.rate.attempts, counter.rate.window, counter.rate.waits)


async def forgive(session: "Session", *keys: bytes | None) -> None:
    """Take one attempt back in each of these counters; None is none."""
    for key in keys:
        if key is not None:
            await throttles.forgive(session, key)


def of_account(ctx: "RequestContext", action: ThrottledAction, name: str) -> bytes:
    """The key of an account's counter."""
    return throttle.subject(
        ctx.application.audit_keys[0], action, "account", throttle.account(name)
    )


def of_address(ctx: "RequestContext", action: ThrottledAction) -> bytes | None:
    """The key of the address's counter; None if the client has none, as on a Unix socket."""
    address = ctx.facts.remote_address
    if address is None:
        return None
    return throttle.subject(
        ctx.application.audit_keys[0], action, "address", throttle.network(address)
    )
