"""Redeems a one-time token: the client goes on as the customer, in a session of its own."""

from typing import TYPE_CHECKING

from auth import arguments, tokens
from auth.errors import Invalid, InvalidToken
from auth.policy import end_reason, may_imitate
from auth.privileges import Privilege, effective
from auth.tokens import TokenKind
from auth.vocabulary import ImitationEndReason
from db.engine.unique import claim
from db.statements.imitation import imitations
from db.statements.shop import customers, sales_channels
from db.statements.users import user_sessions, users
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations
from resolvers.imitation.facts import channel_facts, customer_facts
from resolvers.request.sessions import start_imitated_session
from resolvers.request.throttling import check_redemptions, count_failed_redemption

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Imitation
    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import StoreContext


async def log_in(
    ctx: "RequestContext", *, token: str, customer_id: str | None, user_id: str | None
) -> "StoreContext":
    """Redeem a token; raises InvalidToken, or RateLimited after too many failures of an address."""
    await check_redemptions(ctx)
    try:
        return await _redeem(ctx, token, customer_id, user_id)
    except InvalidToken:
        await count_failed_redemption(ctx)
        raise


async def _redeem(
    ctx: "RequestContext", token: str, customer_id: str | None, user_id: str | None
) -> "StoreContext":
    """A token that was not made here leaves no event in the audit log."""
    store, rules = await ctx.store(), ctx.rules
    token_hash = tokens.hash_of(TokenKind.IMITATION, token)
    if token_hash is None or not (_is_id(customer_id) and _is_id(user_id)):
        raise InvalidToken
    context_token = None
    async with ctx.application.database.begin() as session:
        await _lock(session, store, token_hash)
        imitation = await imitations.redeem(
            session,
            token_hash,
            sales_channel_id=store.sales_channel.id,
            customer_id=customer_id,
            user_id=user_id,
            instead_of=store.imitation.id if store.imitation else None,
            at_once=rules.imitations_per_user,
            now=ctx.now(),
            max_duration=rules.imitation_max_duration,
            idle_timeout=rules.imitation_idle_timeout,
        )
        if imitation is None:
            await _record_refusal(ctx, session, token_hash)
        else:
            context_token = await _start(ctx, session, imitation)
    if context_token is None:
        raise InvalidToken
    return await ctx.continue_with(context_token)


async def _lock(session: "AsyncSession", store: "StoreContext", token_hash: bytes) -> None:
    """Let the redemptions of one user wait for each other, and keep an imitation that will end."""
    holder = await imitations.find_user_id(session, token_hash)
    if holder is not None:
        await claim(session, "imitations.user_id", [holder])
    if store.imitation is not None:
        both = imitations.of_id(store.imitation.id) | imitations.of_token(token_hash)
        await imitations.hold_all(session, both)


def _is_id(sent: str | None) -> bool:
    try:
        return sent is None or bool(arguments.identifier(sent, field="id"))
    except Invalid:
        return False


async def _start(
    ctx: "RequestContext", session: "AsyncSession", imitation: "Imitation"
) -> str | None:
    """Start the session; the answer is its token.

    None if it must not start, in which case the imitation ends.
    """
    store, this = await ctx.store(), imitations.of_id(imitation.id)
    reason = await _reason_against(ctx, session, imitation)
    if reason is not None:
        await _record_refusal(ctx, session, imitation.token_hash, reason)
        await end_imitations(session, this, reason, ctx.source, ctx.rules)
        return None
    context_token = await start_imitated_session(session, store, imitation)
    await record(session, ctx.source, "imitation.redeemed", imitation=imitation)
    if store.imitation is not None:
        earlier = imitations.of_id(store.imitation.id)
        await end_imitations(session, earlier, ImitationEndReason.SUPERSEDED, ctx.source, ctx.rules)
    return context_token


async def _record_refusal(
    ctx: "RequestContext",
    session: "AsyncSession",
    token_hash: bytes,
    reason: ImitationEndReason | None = None,
) -> None:
    imitation = await imitations.get_by_token(session, token_hash)
    if imitation is not None:
        cause = reason or "used, over, one too many, or for another channel, customer or user"
        await record(
            session,
            ctx.source,
            "imitation.redemption_refused",
            imitation=imitation,
            detail={"cause": cause},
        )


async def _reason_against(
    ctx: "RequestContext", session: "AsyncSession", imitation: "Imitation"
) -> ImitationEndReason | None:
    """Why the imitation is no longer allowed, which it was when its token was made; None: it is."""
    user = await users.get(session, imitation.user_id)
    if user is None or not user.active:
        return ImitationEndReason.USER_DEACTIVATED
    if await user_sessions.has_ended(session, imitation.user_session_id):
        return ImitationEndReason.LOGOUT
    customer = await customers.keep(session, imitation.customer_id)
    channel = await sales_channels.get(session, imitation.sales_channel_id)
    if customer is None:
        return ImitationEndReason.CUSTOMER_DEACTIVATED
    if channel is None:
        return ImitationEndReason.CHANNEL_DEACTIVATED
    granted = await users.privileges(session, user.id)
    refusals = may_imitate(
        customer=customer_facts(customer),
        channel=channel_facts(channel, await sales_channels.find_domains(session, [channel.id])),
        privileged=Privilege.IMITATE_CUSTOMER in effective(admin=user.admin, granted=granted),
        below_limit=True,  # counted by the statement that redeems
        consent_required=ctx.rules.consent_required,
    )
    return end_reason(refusals)
