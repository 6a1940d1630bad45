"""A storefront redeems a one-time token and goes on as the customer, imitated by the user."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from auth.errors import Invalid, InvalidToken
from auth.imitation.redemption import Claim, is_redeemable
from auth.imitation.vetoes import Step
from auth.privileges import Privilege
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason, ImitationRefusal
from db.engine.locks import locks_of_token
from db.statements.imitation import audit, redemption
from db.statements.shop import customers
from resolvers.audit.recording import event
from resolvers.imitation.ending import ending
from resolvers.imitation.facts import attempt_of, reason_against, token_facts
from resolvers.imitation.vetoes import Vetoes, decided, recorded
from resolvers.request.limits.imitation_tokens import (
    check_redemptions,
    count_failed_redemption,
    redemption_key,
    refuse_locked_address,
)
from resolvers.request.refusals import record_refusal
from resolvers.request.sessions import imitated_session

if TYPE_CHECKING:
    from db.engine.session import Change, Session
    from db.statements.imitation.redemption import Facts
    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import StoreContext

MISFIT: Final = "used, over, one too many, or for another channel, customer or user"


@dataclass(frozen=True, slots=True)
class _Redemption:
    """A redemption at work: the request, what it claims, and what the database says."""

    ctx: "RequestContext"
    store: "StoreContext"
    claim: Claim
    facts: "Facts"
    superseded: "Facts | None"  # the imitation in which the client was until now


class _Misfit(InvalidToken):
    """A token that was made here and does not fit now; `record` is its audit event."""

    def __init__(self, record: dict[str, object]) -> None:
        super().__init__()
        self.record = record


async def log_in(
    ctx: "RequestContext", *, token: str, customer_id: str | None, user_id: str | None
) -> "StoreContext":
    """Redeem a token; raises InvalidToken, or RateLimited after too many failures of an address.

    What was never a token is counted as well: the limit tells a stranger nothing.
    """
    try:
        return await _redeem(ctx, token, customer_id, user_id)
    except InvalidToken as refusal:
        await check_redemptions(ctx)
        await count_failed_redemption(ctx)
        events = [refusal.record] if isinstance(refusal, _Misfit) else []
        await record_refusal(ctx, *events, by=None)
        raise InvalidToken from None


async def _redeem(
    ctx: "RequestContext", token: str, customer_id: str | None, user_id: str | None
) -> "StoreContext":
    """A token that was not made here leaves no event in the audit log."""
    store = await ctx.store()
    token_hash = tokens.hash_of(TokenKind.IMITATION, token)
    if token_hash is None or not (_is_id(customer_id) and _is_id(user_id)):
        raise InvalidToken
    claim = Claim(store.sales_channel.id, customer_id, user_id)
    context_token = await decided(ctx.application, partial(_use, ctx, store, claim, token_hash))
    if context_token is None:
        raise InvalidToken
    return await ctx.continue_with(context_token)


async def _use(
    ctx: "RequestContext", store: "StoreContext", claim: Claim, token_hash: bytes, vetoes: Vetoes
) -> str | None:
    """The new context token; None where a refusal has used the imitation's token up."""
    async with ctx.application.database.transaction(locks_of_token(token_hash)) as session:
        found = await _find(ctx, session, store, claim, token_hash)
        if found is None:
            raise InvalidToken
        context_token, changes = _decide(found)
        if context_token is not None and vetoes.are_asked:
            await _check_vetoes(found, session, vetoes)
        await session.write(*changes)
    return context_token


async def _check_vetoes(this: _Redemption, session: "Session", vetoes: Vetoes) -> None:
    """Raise _Misfit where a plug-in has vetoed; the token can still be used within its time."""
    imitation = this.facts.imitation
    customer = await customers.get(session, imitation.customer_id)
    if customer is None:  # as `_decide` has found already
        raise InvalidToken
    attempt = attempt_of(
        Step.REDEEM,
        user_id=imitation.user_id,
        username=imitation.user_username,
        customer=customer,
        sales_channel_id=imitation.sales_channel_id,
        access=imitation.access,
        reason=imitation.reason,
        reason_category=imitation.reason_category,
    )
    if against := vetoes.about(attempt):
        raise _Misfit(_refused(this, ImitationRefusal.VETOED, **recorded(against)))


def _is_id(sent: str | None) -> bool:
    try:
        return sent is None or bool(arguments.identifier(sent, field="id"))
    except Invalid:
        return False


async def _find(
    ctx: "RequestContext",
    session: "Session",
    store: "StoreContext",
    claim: Claim,
    token_hash: bytes,
) -> _Redemption | None:
    """What is true now, under the locks of all that it depends on; None for an unknown token."""
    rows = await redemption.find(
        session,
        token_hash,
        privilege=Privilege.IMITATE_CUSTOMER,
        superseded_id=store.imitation_id,
        address=redemption_key(ctx),
        now=ctx.now(),
        idle_timeout=ctx.rules.imitation_idle_timeout,
    )
    of_token = [facts for facts in rows if facts.imitation.token_hash == token_hash]
    if not of_token:
        return None
    (facts,) = of_token
    refuse_locked_address(ctx, facts.attempts, facts.locked_until)
    earlier = [each for each in rows if each is not facts and each.imitation.ended_at is None]
    return _Redemption(ctx, store, claim, facts, earlier[0] if earlier else None)


def _decide(this: _Redemption) -> "tuple[str | None, list[Change]]":
    """As `_use`, and what is written."""
    ctx, imitation, now = this.ctx, this.facts.imitation, this.ctx.now()
    limit = ctx.rules.imitations_per_user
    if not is_redeemable(
        token_facts(imitation), this.claim, live=this.facts.live, limit=limit, now=now
    ):
        raise _Misfit(_refused(this, MISFIT))
    reason = reason_against(this.facts, ctx.rules)
    if reason is not None:
        end, ended = ending(imitation, reason, ctx.source, ctx.rules)
        return None, [end, audit.addition(_refused(this, reason), ended)]
    return _start(this)


def _refused(this: _Redemption, cause: str, **more: object) -> dict[str, object]:
    action, imitation = "imitation.redemption_refused", this.facts.imitation
    return event(this.ctx.source, action, imitation=imitation, detail={"cause": cause, **more})


def _start(this: _Redemption) -> "tuple[str, list[Change]]":
    """The imitation's session, beside every other one; an imitation that the client had ends."""
    ctx, imitation, now = this.ctx, this.facts.imitation, this.ctx.now()
    expires_at = now + ctx.rules.imitation_max_duration
    token, session = imitated_session(this.store, imitation, now=now, expires_at=expires_at)
    changes = [redemption.start(imitation.id, now=now, expires_at=expires_at), session]
    events = [event(ctx.source, "imitation.redeemed", imitation=imitation)]
    if this.superseded is not None:
        reason = ImitationEndReason.SUPERSEDED
        end, ended = ending(this.superseded.imitation, reason, ctx.source, ctx.rules)
        changes.append(end)
        events.append(ended)
    return token, [*changes, audit.addition(*events)]
