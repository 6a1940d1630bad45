"""Limits attempts. Each is counted and committed before anything is checked."""

from typing import TYPE_CHECKING

from auth import throttle
from auth.errors import RateLimited
from auth.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.users import throttles
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.request.context import RequestContext


async def count_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Count a login, whether or not the account exists; raises RateLimited.

    During a lock the right password is refused, too; attempts do not make the lock longer.
    """
    rates = ctx.application.rates
    address, account = _of_address(ctx, action), _of_account(ctx, action, name)
    await _count(ctx, action, (address, rates.address), (account, rates.account))


async def login_succeeded(
    ctx: "RequestContext", session: "Session", action: ThrottledAction, name: str
) -> None:
    """A right password: the account's attempts are forgotten, the address gets this one back."""
    address = _of_address(ctx, action)  # first here as in count_login, or two could deadlock
    if address is not None:
        await throttles.forgive(session, address)
    await throttles.remove(session, _of_account(ctx, action, name))


async def count_token_request(ctx: "RequestContext", user_id: str) -> None:
    """Count a token that a user asks for; raises RateLimited."""
    rates = ctx.application.rates
    action = ThrottledAction.GENERATE
    address, account = _of_address(ctx, action), _of_account(ctx, action, user_id)
    await _count(ctx, action, (address, rates.generate_address), (account, rates.generate))


async def check_redemptions(ctx: "RequestContext") -> None:
    """Raise RateLimited where the address is locked; writes nothing."""
    key, rate = _of_address(ctx, ThrottledAction.REDEEM), ctx.application.rates.redeem_address
    if key is None or not rate.attempts:
        return
    found = await throttles.get(ctx.application.database.reads, key)
    wait = found and throttle.retry_after(ThrottleState(*found), rate, ctx.now())
    if wait is not None:
        raise RateLimited(wait)


async def count_failed_redemption(ctx: "RequestContext") -> None:
    """Count a token that was none; raises RateLimited."""
    action = ThrottledAction.REDEEM
    await _count(ctx, action, (_of_address(ctx, action), ctx.application.rates.redeem_address))


async def _count(
    ctx: "RequestContext", action: ThrottledAction, *tries: tuple[bytes | None, Rate]
) -> None:
    """In this order and in one transaction; what comes after a lock is not counted."""
    counted = [(key, rate) for key, rate in tries if key is not None and rate.attempts]
    if not counted:
        return
    wait = None
    async with ctx.application.database.transaction() as session:
        for key, rate in counted:
            wait = await _count_one(ctx, session, action, key, rate)
            if wait is not None:
                break
    if wait is not None:
        raise RateLimited(wait)


async def _count_one(
    ctx: "RequestContext", session: "Session", action: ThrottledAction, key: bytes, rate: Rate
) -> int | None:
    """How many seconds to wait; None where nothing is locked."""
    now = ctx.now()
    found = await throttles.count(
        session, key, now=now, attempts=rate.attempts, window=rate.window, waits=rate.waits
    )
    state = ThrottleState(*found)
    if state.attempts == rate.attempts + 1:  # once for each lock
        await record(session, ctx.source, "throttle.locked", detail={"attempts_of": action})
    return throttle.retry_after(state, rate, now)


def _of_account(ctx: "RequestContext", action: ThrottledAction, name: str) -> bytes:
    return throttle.subject(_secret(ctx), action, "account", throttle.account(name))


def _of_address(ctx: "RequestContext", action: ThrottledAction) -> bytes | None:
    """None where the client has no address, as on a Unix socket."""
    address = ctx.facts.remote_address
    if address is None:
        return None
    return throttle.subject(_secret(ctx), action, "address", throttle.network(address))


def _secret(ctx: "RequestContext") -> bytes:
    return ctx.application.audit_keys[0]
