"""Limits attempts. Each is counted and committed before anything is checked."""

from typing import TYPE_CHECKING

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.users import throttles
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from db.engine.session import Session
    from resolvers.request.context import RequestContext


async def count_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Count a login, for unknown accounts too; raises RateLimited.

    During a lock the right password is refused, too; attempts do not make the lock longer.
    """
    rates = ctx.application.rates
    address, account = _of_address(ctx, action), _of_account(ctx, action, name)
    await _count(ctx, action, (address, rates.address), (account, rates.account))


async def login_succeeded(
    ctx: "RequestContext", session: "Session", action: ThrottledAction, name: str
) -> None:
    """Forget the attempts for the account, and this attempt of the address."""
    address = _of_address(ctx, action)  # first, as in count_login: else two logins could deadlock
    if address is not None:
        await throttles.forgive(session, address)
    await throttles.remove(session, _of_account(ctx, action, name))


async def count_email_change(ctx: "RequestContext", customer_id: str) -> None:
    """Count a change of an e-mail address; raises RateLimited.

    Whether it succeeds or not, the answer tells whether another account has the address.
    """
    rates = ctx.application.rates
    action = ThrottledAction.CHANGE_EMAIL
    address, account = _of_address(ctx, action), _of_account(ctx, action, customer_id)
    await _count(ctx, action, (address, rates.address), (account, rates.account))


async def count_token_request(ctx: "RequestContext", user_id: str) -> None:
    """Count a token that a user requests; raises RateLimited."""
    rates = ctx.application.rates
    action = ThrottledAction.GENERATE
    address, account = _of_address(ctx, action), _of_account(ctx, action, user_id)
    await _count(ctx, action, (address, rates.generate_address), (account, rates.generate))


async def check_redemptions(ctx: "RequestContext") -> None:
    """Raise RateLimited if the address is locked; writes nothing."""
    key = redemption_key(ctx)
    found = key and await throttles.get(ctx.application.database.reads, key)
    if found:
        refuse_locked_address(ctx, *found)


async def count_failed_redemption(ctx: "RequestContext") -> None:
    """Count a redemption that failed; raises RateLimited."""
    action = ThrottledAction.REDEEM
    await _count(ctx, action, (_of_address(ctx, action), ctx.application.rates.redeem_address))


async def _count(
    ctx: "RequestContext", action: ThrottledAction, *tries: tuple[bytes | None, Rate]
) -> None:
    """In this order, each committed by itself; what comes after a lock is not counted."""
    for key, rate in tries:
        if key is not None and rate.attempts:
            await _count_one(ctx, action, key, rate)


async def _count_one(
    ctx: "RequestContext", action: ThrottledAction, key: bytes, rate: Rate
) -> None:
    """One statement, unless the attempt locks: a lock is stored together with its event."""
    database, now = ctx.application.database, ctx.now()
    limit = throttles.Limit(rate.attempts, rate.window, rate.waits)
    found = await throttles.count_unless_it_locks(database.writes, key, limit, now=now)
    if found is None:
        async with database.transaction() as session:
            found = await throttles.count(session, key, limit, now=now)
            if found[0] == rate.attempts + 1:  # no other process was first
                detail = {"attempts_of": action}
                await record(session, ctx.source, "throttle.locked", detail=detail)
    _refuse(ThrottleState(*found), rate, now)


def refuse_locked_address(
    ctx: "RequestContext", attempts: int | None, locked_until: "datetime | None"
) -> None:
    """Raise RateLimited where the address is locked, by what was read under `redemption_key`."""
    if attempts is not None:
        rate = ctx.application.rates.redeem_address
        _refuse(ThrottleState(attempts, locked_until), rate, ctx.now())


def redemption_key(ctx: "RequestContext") -> bytes | None:
    """The key of the address's failed redemptions; None where they are not limited."""
    limited = ctx.application.rates.redeem_address.attempts
    return _of_address(ctx, ThrottledAction.REDEEM) if limited else None


def _refuse(state: ThrottleState, rate: Rate, now: "datetime") -> None:
    wait = throttle.retry_after(state, rate, now)
    if wait is not None:
        raise RateLimited(wait)


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
