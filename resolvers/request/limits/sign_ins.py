"""Limits sign-ins of users, customers and integrations, and what else guesses a secret."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auth.sign_in import throttle
from auth.sign_in.throttle import ThrottledAction
from db.statements.attempts import throttles
from resolvers.request.limits.counters import (
    Counter,
    by_account,
    by_address,
    count,
    forgive,
    of_account,
    of_address,
)

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from resolvers.request.context import RequestContext


async def count_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Count a login, for unknown accounts too; raises RateLimited.

    During a lock the right password is refused, too; attempts do not make the lock longer.
    """
    await count(ctx, *_of_login(ctx, action, name))


async def login_succeeded(
    ctx: "RequestContext", session: "Session", action: ThrottledAction, name: str
) -> None:
    """Forget the attempts for the account, and this attempt of the address."""
    await forgive(session, of_address(ctx, action))
    await throttles.remove(session, of_account(ctx, action, name))


async def login_goes_on(ctx: "RequestContext", action: ThrottledAction, name: str) -> None:
    """Take back this attempt, which was right as far as it went.

    No more is forgotten: who knows the password could else guess codes without end.
    """
    async with ctx.application.database.transaction() as session:
        await forgive(session, of_address(ctx, action), of_account(ctx, action, name))


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
    else:
        await forgive(session, of_address(ctx, action), of_account(ctx, action, email))


async def count_code(ctx: "RequestContext", user_id: str) -> None:
    """Count a second factor that is sent with the right password; raises RateLimited."""
    await count(ctx, *by_account(ctx, ThrottledAction.FACTOR_CODE, user_id, throttle.CODES))


async def code_succeeded(ctx: "RequestContext", session: "Session", user_id: str) -> None:
    """Forget the codes that did not fit."""
    await throttles.remove(session, of_account(ctx, ThrottledAction.FACTOR_CODE, user_id))


async def count_begun(ctx: "RequestContext", action: ThrottledAction) -> None:
    """Count a sign-in that a stranger begins, by their address alone; raises RateLimited."""
    await count(ctx, *by_address(ctx, action, ctx.application.rates.address))


async def begun_succeeded(
    ctx: "RequestContext", session: "Session", action: ThrottledAction
) -> None:
    """Take this attempt of the address back."""
    await forgive(session, of_address(ctx, action))


async def count_password_check(ctx: "RequestContext", customer: "Customer") -> None:
    """Count a customer's current password as a login is counted; raises RateLimited."""
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)


async def count_email_change(ctx: "RequestContext", customer: "Customer") -> None:
    """Count a change of an e-mail address, and of a login by its password; raises RateLimited.

    Whether it succeeds or not, the answer tells whether another account has the address.
    """
    changes = _of_login(ctx, ThrottledAction.CHANGE_EMAIL, customer.id)
    logins = _of_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    await count(ctx, *changes, *logins)


async def count_failed_integration_login(ctx: "RequestContext", client_id: str) -> None:
    """Count a secret that does not fit, for unknown clients too; raises RateLimited.

    A right secret is not counted and passes during a lock: it cannot be guessed, and a stranger
    who knows a client's id must not keep the client out.
    """
    await count(ctx, *_of_login(ctx, ThrottledAction.INTEGRATION_LOGIN, client_id))


def _of_login(ctx: "RequestContext", action: ThrottledAction, name: str) -> Sequence[Counter]:
    rates = ctx.application.rates
    of_the_address = by_address(ctx, action, rates.address)
    return [*of_the_address, *by_account(ctx, action, name, rates.account)]
