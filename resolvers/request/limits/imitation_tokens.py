"""Limits the tokens that users generate, and redemptions that fail."""

from typing import TYPE_CHECKING

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import ThrottledAction, ThrottleState
from db.statements.attempts import throttles
from resolvers.request.limits.counters import by_account, by_address, count, of_address

if TYPE_CHECKING:
    from datetime import datetime

    from resolvers.request.context import RequestContext


async def count_token_request(ctx: "RequestContext", user_id: str) -> None:
    """Count a token that a user requests; raises RateLimited."""
    rates, action = ctx.application.rates, ThrottledAction.GENERATE
    of_the_address = by_address(ctx, action, rates.generate_address)
    await count(ctx, *of_the_address, *by_account(ctx, action, user_id, rates.generate))


async def check_redemptions(ctx: "RequestContext") -> None:
    """Raise RateLimited if the address is locked; writes nothing."""
    key = redemption_key(ctx)
    found = key and await throttles.get(ctx.application.database.reads, key)
    if found:
        refuse_locked_address(ctx, *found)


async def count_failed_redemption(ctx: "RequestContext") -> None:
    """Count a redemption that failed; raises RateLimited."""
    rate = ctx.application.rates.redeem_address
    await count(ctx, *by_address(ctx, ThrottledAction.REDEEM, rate))


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
    return of_address(ctx, ThrottledAction.REDEEM) if limited else None
