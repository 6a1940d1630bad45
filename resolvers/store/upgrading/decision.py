"""Decides, and writes, that a read-only imitation has full access from now on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.errors import MissingPrivilege, NotLoggedIn
from auth.imitation.vetoes import Step, with_vetoes
from auth.privileges import Privilege, effective
from auth.vocabulary import ImitationAccess
from db.statements.imitation import generation, imitations
from resolvers.audit.recording import record
from resolvers.imitation.approval.facts import approval_facts
from resolvers.imitation.beginning import reasons_against
from resolvers.imitation.facts import attempt_of
from resolvers.imitation.support_codes.limits import guesser
from resolvers.imitation.token_facts import locks_of
from resolvers.request.access import hold_context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from auth.imitation.vetoes import Veto
    from auth.vocabulary import ImitationRefusal
    from db.engine.session import Session
    from db.models import Imitation
    from resolvers.imitation.vetoes import Vetoes
    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import StoreContext

FULL: Final = ImitationAccess.FULL


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the user needs full access, as the settings require it."""

    text: str
    category: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Every reason against it; none if the imitation has full access now."""

    imitation: "Imitation"
    refusals: "Sequence[ImitationRefusal]" = ()
    vetoes: "Sequence[Veto]" = ()


def check_held(*, admin: bool, granted: "AbstractSet[str]") -> None:
    """Raise MissingPrivilege if what a user holds is not enough to ask."""
    if Privilege.IMITATION_UPGRADE not in effective(admin=admin, granted=granted):
        raise MissingPrivilege([Privilege.IMITATION_UPGRADE])


async def decide(
    ctx: "RequestContext", store: "StoreContext", user_id: str, reason: Reason, vetoes: "Vetoes"
) -> Decision:
    """Give full access if nothing is against it, under the locks of a new token."""
    locks = locks_of(user_id, store.logged_in().id, store.sales_channel.id)
    async with ctx.application.database.transaction(locks) as session:
        imitation = (await hold_context(ctx, session)).imitation
        if imitation is None:
            raise NotLoggedIn
        if imitation.access == FULL:  # by another request meanwhile
            return Decision(imitation)
        found = await _against(ctx, session, imitation, reason, vetoes)
        if not found.refusals:
            await _give(ctx, session, imitation, reason)
    return found


async def _against(
    ctx: "RequestContext",
    session: "Session",
    imitation: "Imitation",
    reason: Reason,
    vetoes: "Vetoes",
) -> Decision:
    """Every reason against full access, by what is true under the locks."""
    facts = await generation.find(
        session,
        user_id=imitation.user_id,
        session_id=imitation.user_session_id,
        customer_id=imitation.customer_id,
        sales_channel_id=imitation.sales_channel_id,
        now=ctx.now(),
        idle_timeout=ctx.rules.imitation_idle_timeout,
        guesser=guesser(ctx.application, imitation.user_id),
    )
    if facts is None or not facts.user.active or facts.customer is None or facts.channel is None:
        raise NotLoggedIn
    check_held(admin=facts.user.admin, granted=facts.granted)
    customer, channel = facts.customer, facts.channel
    attempt = attempt_of(
        Step.UPGRADE,
        user_id=facts.user.id,
        username=facts.user.username,
        customer=customer,
        sales_channel_id=channel.id,
        access=FULL,
        reason=reason.text,
        reason_category=reason.category,
    )
    against = vetoes.about(attempt)
    others = facts._replace(live=facts.live - 1)  # without this one
    refusals = reasons_against(  # a code or a request is sent for a new token alone
        others,
        customer,
        channel,
        access=FULL,
        approval=await approval_facts(
            session, facts.user, customer, role_needs=facts.role_needs_approval, now=ctx.now()
        ),
        rules=ctx.rules,
    )
    return Decision(imitation, with_vetoes(refusals, against), against)


async def _give(
    ctx: "RequestContext", session: "Session", imitation: "Imitation", reason: Reason
) -> None:
    """Write it, unless time has ended the imitation at this moment."""
    now, idle_timeout = ctx.now(), ctx.rules.imitation_idle_timeout
    if not await imitations.give_access(
        session,
        imitation.id,
        access=FULL,
        reason=reason.text,
        category=reason.category,
        now=now,
        idle_timeout=idle_timeout,
    ):
        raise NotLoggedIn
    detail = {"reason": reason.text, "before": imitation.access, "access": FULL}
    if reason.category is not None:
        detail["category"] = reason.category
    await record(session, ctx.source, "imitation.upgraded", imitation=imitation, detail=detail)
