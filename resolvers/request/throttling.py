"""Limits attempts. Each is counted and committed before anything is checked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import Rate, ThrottledAction, ThrottleState
from db.statements.users import throttles
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from db.engine.session import Session
    from db.models import Customer
    from resolvers.request.context import RequestContext


class _Counter(NamedTuple):
    """What an attempt is counted in."""

    action: ThrottledAction
    key: bytes
    rate: Rate


async def count_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Count a login, for unknown accounts too; raises RateLimited.

    During a lock the right password is refused, too; attempts do not make the lock longer.
    """
    await _count(ctx, *_of_login(ctx, action, name))


async def login_succeeded(
    ctx: "RequestContext", session: "Session", action: ThrottledAction, name: str
) -> None:
    """Forget the attempts for the account, and this attempt of the address."""
    address = _of_address(ctx, action)  # first, as in count_login: else two logins could deadlock
    if address is not None:
        await throttles.forgive(session, address)
    await throttles.remove(session, _of_account(ctx, action, name))


async def login_goes_on(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Take back this attempt, which was right as far as it went.

    No more is forgotten: who knows the password could else guess codes without end.
    """
    address = _of_address(ctx, action)
    async with ctx.application.database.transaction() as session:
        for key in filter(None, [address, _of_account(ctx, action, name)]):  # as in count_login
            await throttles.forgive(session, key)


async def count_code(ctx: "RequestContext", user_id: str) -> None:
    """Count a second factor that is sent with the right password; raises RateLimited."""
    await _count(ctx, *_by_account(ctx, ThrottledAction.FACTOR_CODE, user_id, throttle.CODES))


async def code_succeeded(ctx: "RequestContext", session: "Session", user_id: str) -> None:
    """Forget the codes that did not fit."""
    await throttles.remove(session, _of_account(ctx, ThrottledAction.FACTOR_CODE, user_id))


async def count_provider_login(ctx: "RequestContext") -> None:
    """Count a sign-in at a provider that an address begins; raises RateLimited."""
    rate = ctx.application.rates.address
    await _count(ctx, *_by_address(ctx, ThrottledAction.PROVIDER_LOGIN, rate))


async def provider_login_succeeded(ctx: "RequestContext", session: "Session") -> None:
    """Take this attempt of the address back."""
    address = _of_address(ctx, ThrottledAction.PROVIDER_LOGIN)
    if address is not None:
        await throttles.forgive(session, address)


async def customer_login_succeeded(
    ctx: "RequestContext", session: "Session", email: str, *, bound_to: str | None
) -> None:
    """Forget the attempts for the account; if it is bound to a channel, only this one.

    Others may have the address of an account that is bound: by logins to their own, they could
    guess its password without end.
    """
    action = ThrottledAction.CUSTOMER_LOGIN
    if bound_to is None:
        await login_succeeded(ctx, session, action, email)
        return
    address = _of_address(ctx, action)
    for key in filter(None, [address, _of_account(ctx, action, email)]):
        await throttles.forgive(session, key)


async def count_password_check(ctx: "RequestContext", customer: "Customer") -> None:
    """Count a customer's current password as a login is counted; raises RateLimited."""
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)


async def count_email_change(ctx: "RequestContext", customer: "Customer") -> None:
    """Count a change of an e-mail address, and of a login by its password; raises RateLimited.

    Whether it succeeds or not, the answer tells whether another account has the address.
    """
    changes = _of_login(ctx, ThrottledAction.CHANGE_EMAIL, customer.id)
    logins = _of_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    await _count(ctx, *changes, *logins)


async def count_token_request(ctx: "RequestContext", user_id: str) -> None:
    """Count a token that a user requests; raises RateLimited."""
    rates, action = ctx.application.rates, ThrottledAction.GENERATE
    of_address = _by_address(ctx, action, rates.generate_address)
    await _count(ctx, *of_address, *_by_account(ctx, action, user_id, rates.generate))


async def check_redemptions(ctx: "RequestContext") -> None:
    """Raise RateLimited if the address is locked; writes nothing."""
    key = redemption_key(ctx)
    found = key and await throttles.get(ctx.application.database.reads, key)
    if found:
        refuse_locked_address(ctx, *found)


async def count_challenge(ctx: "RequestContext") -> None:
    """Count a challenge of a stranger by their address; raises RateLimited."""
    rate = ctx.application.rates.address
    await _count(ctx, *_by_address(ctx, ThrottledAction.PASSKEY_LOGIN, rate))


async def count_failed_redemption(ctx: "RequestContext") -> None:
    """Count a redemption that failed; raises RateLimited."""
    rate = ctx.application.rates.redeem_address
    await _count(ctx, *_by_address(ctx, ThrottledAction.REDEEM, rate))


async def count_failed_integration_login(ctx: "RequestContext", client_id: str) -> None:
    """Count a secret that does not fit, for unknown clients too; raises RateLimited.

    A right secret is not counted and passes during a lock: it cannot be guessed, and a stranger
    who knows a client's id must not keep the client out.
    """
    await _count(ctx, *_of_login(ctx, ThrottledAction.INTEGRATION_LOGIN, client_id))


def _of_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> Sequence[_Counter]:
    """The address first: every transaction locks the two rows in this order."""
    rates = ctx.application.rates
    of_address = _by_address(ctx, action, rates.address)
    return [*of_address, *_by_account(ctx, action, name, rates.account)]


def _by_address(ctx: "RequestContext", action: ThrottledAction, rate: Rate) -> Sequence[_Counter]:
    key = _of_address(ctx, action) if rate.attempts else None
    return [] if key is None else [_Counter(action, key, rate)]


def _by_account(
    ctx: "RequestContext", action: ThrottledAction, name: str, rate: Rate
) -> Sequence[_Counter]:
    return [_Counter(action, _of_account(ctx, action, name), rate)] if rate.attempts else []


async def _count(ctx: "RequestContext", *counters: _Counter) -> None:
    """In this order and in one transaction; what comes after a lock is not counted."""
    if not counters:
        return
    async with ctx.application.database.transaction() as session:
        wait = await _first_wait(ctx, session, counters)
    if wait is not None:
        raise RateLimited(wait)


async def _first_wait(
    ctx: "RequestContext", session: "Session", counters: Sequence[_Counter]
) -> int | None:
    """The seconds that the first lock asks for. A lock is stored together with its event."""
    now = ctx.now()
    for action, key, rate in counters:
        limit = throttles.Limit(rate.attempts, rate.window, rate.waits)
        found = await throttles.count(session, key, limit, now=now)
        wait = throttle.retry_after(ThrottleState(*found), rate, now)
        if wait is not None:
            if found[0] == rate.attempts + 1:  # no other process was first
                detail = {"attempts_of": action}
                await record(session, ctx.source, "throttle.locked", detail=detail)
            return wait
    return None


def refuse_locked_address(
    ctx: "RequestContext", attempts: int | None, locked_until: "datetime | None"
) -> None:
    """Raise RateLimited where the address is locked, by what was read under `redemption_key`."""
    if attempts is not None:
        state, rate = ThrottleState(attempts, locked_until), ctx.application.rates.redeem_address
        wait = throttle.retry_after(state, rate, ctx.now())
        if wait is not None:
            raise RateLimited(wait)


def redemption_key(ctx: "RequestContext") -> bytes | None:
    """The key of the address's failed redemptions; None where they are not limited."""
    limited = ctx.application.rates.redeem_address.attempts
    return _of_address(ctx, ThrottledAction.REDEEM) if limited else None


def _of_account(ctx: "RequestContext", action: ThrottledAction, name: str) -> bytes:
    return throttle.subject(
        ctx.application.audit_keys[0], action, "account", throttle.account(name)
    )


def _of_address(ctx: "RequestContext", action: ThrottledAction) -> bytes | None:
    """None if the client has no address, as on a Unix socket."""
    address = ctx.facts.remote_address
    if address is None:
        return None
    return throttle.subject(
        ctx.application.audit_keys[0], action, "address", throttle.network(address)
    )
