"""Counts attempts, and commits the count before anything else is checked."""

from typing import TYPE_CHECKING

from auth import throttle
from auth.errors import RateLimited
from auth.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.users import throttles
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from resolvers.request.context import RequestContext


async def count_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Count a login, for unknown accounts too; raises RateLimited.

    A locked account is refused with the right password too, which does not extend the lock.
    """
    rates = ctx.application.rates
    address, account = _of_address(ctx, action), _of_account(ctx, action, name)
    await _count(ctx, action, (address, rates.address), (account, rates.account))


async def login_succeeded(
    ctx: "RequestContext", session: "AsyncSession", action: ThrottledAction, name: str
) -> None:
    """Forget the attempts for the account, and this attempt of the address."""
    address = _of_address(ctx, action)  # first, as in count_login: else two logins could deadlock
    if address is not None:
        await throttles.forgive(session, address)
    await throttles.remove(session, _of_account(ctx, action, name))


async def count_token_request(ctx: "RequestContext", user_id: str) -> None:
    """Count a token that a user requests; raises RateLimited."""
    rates = ctx.application.rates
    action = ThrottledAction.GENERATE
    address, account = _of_address(ctx, action), _of_account(ctx, action, user_id)
    await _count(ctx, action, (address, rates.generate_address), (account, rates.generate))


async def check_redemptions(ctx: "RequestContext") -> None:
    """Raise RateLimited if the address is locked; writes nothing."""
    key, rate = _of_address(ctx, ThrottledAction.REDEEM), ctx.application.rates.redeem_address
    if key is None or not rate.attempts:
        return
    async with ctx.application.database.read() as session:
        found = await throttles.get(session, key)
    wait = found and throttle.retry_after(ThrottleState(*found), rate, ctx.now())
    if wait is not None:
        raise RateLimited(wait)


async def count_failed_redemption(ctx: "RequestContext") -> None:
    """Count a redemption that failed; raises RateLimited."""
    action = ThrottledAction.REDEEM
    await _count(ctx, action, (_of_address(ctx, action), ctx.application.rates.redeem_address))


async def _count(
    ctx: "RequestContext", action: ThrottledAction, *tries: tuple[bytes | None, Rate]
) -> None:
    """Count in the given order, in one transaction, up to the first that is locked."""
    counted = [(key, rate) for key, rate in tries if key is not None and rate.attempts]
    if not counted:
        return
    wait = None
    async with ctx.application.database.begin() as session:
        for key, rate in counted:
            wait = await _count_one(ctx, session, action, key, rate)
            if wait is not None:
                break
    if wait is not None:
        raise RateLimited(wait)


async def _count_one(
    ctx: "RequestContext", session: "AsyncSession", action: ThrottledAction, key: bytes, rate: Rate
) -> int | None:
    """The seconds to wait; None if nothing is locked."""
    now = ctx.now()
    found = await throttles.count(
        session, key, now=now, attempts=rate.attempts, window=rate.window, waits=rate.waits
    )
    state = ThrottleState(*found)
    if state.attempts == rate.attempts + 1:  # only the attempt that locks
        await record(session, ctx.source, "throttle.locked", detail={"attempts_of": action})
    return throttle.retry_after(state, rate, now)


def _of_account(ctx: "RequestContext", action: ThrottledAction, name: str) -> bytes:
    return throttle.subject(_secret(ctx), action, "account", throttle.account(name))


def _of_address(ctx: "RequestContext", action: ThrottledAction) -> bytes | None:
    """None if the client has no address, as on a Unix socket."""
    address = ctx.facts.remote_address
    if address is None:
        return None
    return throttle.subject(_secret(ctx), action, "address", throttle.network(address))


def _secret(ctx: "RequestContext") -> bytes:
    return ctx.application.audit_keys[0]
