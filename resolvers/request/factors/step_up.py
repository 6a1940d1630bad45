"""Checks that a signed-in user has signed in recently, where an operation gives access."""

from typing import TYPE_CHECKING

from auth.sign_in.factors.step_up import OPERATIONS, check_age
from resolvers.request.signed_in import SignedIn

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext


def needs_step_up(field: str) -> bool:
    """Whether the mutation of this name needs a recent sign-in."""
    return field in OPERATIONS


async def check_recent(ctx: "RequestContext") -> None:
    """Raise StepUpRequired if the user's sign-in is too old; integrations have none."""
    caller = await ctx.caller()
    if isinstance(caller, SignedIn):
        check_age(caller.sign_in, rules=ctx.rules, now=ctx.now())
