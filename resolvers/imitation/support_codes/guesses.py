"""Judges the support codes that users send. Wrong ones count against the code and the user."""

from typing import TYPE_CHECKING

from auth import support_codes
from auth.support_codes import MOST_WRONG, StoredCode
from auth.vocabulary import ImitationRefusal
from db.statements.imitation import support_codes as stored_codes
from resolvers.imitation.support_codes.limits import check_guesses, count_wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from db.models import Customer
    from db.statements.imitation.generation import Facts
    from resolvers.request.context import RequestContext


async def is_right(
    ctx: "RequestContext",
    session: "Session",
    facts: "Facts",
    code: str | None,
    *,
    customer: "Customer",
    channel_id: str,
) -> bool:
    """Whether this is the customer's code for the channel, or none was sent; counts a wrong one.

    User and customer are locked alone: no other guess about either is judged meanwhile. Raises
    RateLimited after too many wrong ones of the user, before anything is judged.
    """
    if code is None:
        return True
    check_guesses(ctx, facts.guesses_locked_until)
    stored = facts.code
    right = support_codes.fits(
        None if stored is None else StoredCode(stored.code_hash, stored.expires_at, stored.wrong),
        code,
        keys=ctx.application.audit_keys,
        customer_id=customer.id,
        sales_channel_id=channel_id,
        now=ctx.now(),
    )
    if not right:
        await _note(ctx, session, facts, customer, wrong=1)
        await count_wrong(ctx, session, facts.user)
    return right


async def note_need(
    ctx: "RequestContext",
    session: "Session",
    facts: "Facts",
    customer: "Customer",
    refusals: "Sequence[ImitationRefusal]",
) -> None:
    """Note for the customer's page who asks, where a code is all that is missing."""
    if list(refusals) == [ImitationRefusal.SUPPORT_CODE_NEEDED]:
        await _note(ctx, session, facts, customer, wrong=0)


async def _note(
    ctx: "RequestContext", session: "Session", facts: "Facts", customer: "Customer", *, wrong: int
) -> None:
    user_id, now = facts.user.id, ctx.now()
    await stored_codes.ask(
        session, customer.id, user_id=user_id, now=now, wrong=wrong, most=MOST_WRONG
    )
