"""The main job: a user generates a token, a storefront redeems it, somebody ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth import text, tokens
from auth.errors import (
    DoesNotExist,
    ImitationRefused,
    Invalid,
    InvalidToken,
    MissingPrivilege,
    NotFound,
    StepUpRequired,
    Unauthenticated,
)
from auth.policy import ImitationRefusal, SalesChannelType, may_imitate
from auth.privileges import Privilege, effective
from auth.sessions import ImitationAccess, ImitationEndReason
from auth.tokens import Kind
from db import contexts, customers, imitations, sales_channels, user_sessions, users
from db.models import Context, Imitation
from db.models.columns import new_id
from resolvers.context import RequestContext, SignedIn, StoreContext
from resolvers.eligibility import channel_facts, customer_facts, login_url
from resolvers.ending import end_imitations
from resolvers.recording import record

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Customer, SalesChannel


@dataclass(frozen=True, slots=True)
class GeneratedToken:
    """The one answer that holds the token."""

    token: str
    expires_at: datetime
    customer_id: str
    user_id: str
    sales_channel_id: str
    login_urls: Sequence[str]


async def generate(
    ctx: RequestContext,
    *,
    customer_id: str,
    sales_channel_id: str,
    reason: str | None,
    access: ImitationAccess,
) -> GeneratedToken:
    """A one-time token for this customer in this channel. The guard has seen the privilege."""
    signed_in = await ctx.user()
    _check_step_up(ctx, signed_in)
    text.identifier(customer_id, field="customerId")
    text.identifier(sales_channel_id, field="salesChannelId")
    reason = text.reason(reason, required=ctx.application.rules.reason_required)
    minted = tokens.new(Kind.IMITATION)
    async with ctx.application.database.begin() as session:
        source = ctx.source
        if not await user_sessions.mark_used(session, signed_in.session_id, now=source.at):
            raise Unauthenticated
        customer = await customers.get(session, customer_id)
        channel = await sales_channels.get(session, sales_channel_id)
        if customer is None:
            raise DoesNotExist("customerId")
        if channel is None:
            raise DoesNotExist("salesChannelId")
        domains = await sales_channels.find_domains(session, [channel.id])
        refusals = may_imitate(
            customer=customer_facts(customer),
            channel=channel_facts(channel, domains),
            privileged=Privilege.IMITATE_CUSTOMER in signed_in.privileges,
            consent_required=ctx.application.rules.consent_required,
        )
        imitation = _pending(ctx, signed_in, customer, channel, reason, access, minted.token_hash)
        if refusals:
            await record(
                session,
                source,
                "imitation.refused",
                user=signed_in.user,
                customer=customer,
                sales_channel_id=channel.id,
                reasons=refusals,
            )
        else:
            await imitations.add(session, imitation)
            await record(
                session,
                source,
                "imitation.generated",
                imitation=imitation,
                reason=reason,
                access=access,
            )
    if refusals:
        raise ImitationRefused(refusals)
    headless = channel.type == SalesChannelType.HEADLESS
    return GeneratedToken(
        token=minted.token,
        expires_at=imitation.token_expires_at,
        customer_id=customer.id,
        user_id=signed_in.user.id,
        sales_channel_id=channel.id,
        login_urls=[] if headless else [login_url(domain.url) for domain in domains],
    )


def _check_step_up(ctx: RequestContext, signed_in: SignedIn) -> None:
    max_age = ctx.application.rules.step_up_max_age
    if max_age is not None and ctx.now() - signed_in.password_checked_at > max_age:
        raise StepUpRequired(int(max_age.total_seconds()))


def _pending(
    ctx: RequestContext,
    signed_in: SignedIn,
    customer: "Customer",
    channel: "SalesChannel",
    reason: str | None,
    access: ImitationAccess,
    token_hash: bytes,
) -> Imitation:
    now, user = ctx.now(), signed_in.user
    return Imitation(
        token_hash=token_hash,
        user_id=user.id,
        user_username=user.username,
        user_first_name=user.first_name,
        user_last_name=user.last_name,
        user_session_id=signed_in.session_id,
        customer_id=customer.id,
        customer_number=customer.customer_number,
        customer_email=customer.email,
        customer_first_name=customer.first_name,
        customer_last_name=customer.last_name,
        customer_created_at=customer.created_at,
        sales_channel_id=channel.id,
        reason=reason,
        access=access.value,
        created_at=now,
        token_expires_at=now + ctx.application.rules.token_lifetime,
    )


async def log_in(
    ctx: RequestContext, *, token: str, customer_id: str | None, user_id: str | None
) -> StoreContext:
    """Redeem a token, once, and go on as the customer. Every refusal is InvalidToken."""
    store = await ctx.store()
    token_hash = tokens.hash_of(Kind.IMITATION, token)
    if token_hash is None or not all(_is_id(sent) for sent in (customer_id, user_id)):
        raise InvalidToken
    minted = tokens.new(Kind.CONTEXT)
    async with ctx.application.database.begin() as session:
        source = ctx.source
        imitation = await imitations.redeem(
            session,
            token_hash,
            sales_channel_id=store.sales_channel.id,
            customer_id=customer_id,
            user_id=user_id,
            now=source.at,
            max_duration=ctx.application.rules.imitation_max_duration,
        )
        against = imitation and await _against(ctx, session, imitation)
        entered = imitation is not None and against is None
        if imitation is None:
            imitation = await imitations.get_by_token(session, token_hash)
        if imitation is not None and entered:
            await _enter(session, imitation, store, minted.token_hash)
            await record(session, source, "imitation.redeemed", imitation=imitation)
        elif imitation is not None:  # tokens we never made leave no trace
            await record(
                session,
                source,
                "imitation.redemption_refused",
                imitation=imitation,
                cause=against or "used, over, or for another channel, customer or user",
            )
        if against is not None and imitation is not None:
            await end_imitations(session, imitations.of_id(imitation.id), against, source)
        if entered and store.imitation is not None:
            await end_imitations(
                session,
                imitations.of_id(store.imitation.id),
                ImitationEndReason.SUPERSEDED,
                source,
            )
    if not entered:
        raise InvalidToken
    return await ctx.switch(minted.token)


def _is_id(sent: str | None) -> bool:
    try:
        return sent is None or bool(text.identifier(sent, field="id"))
    except Invalid:
        return False


async def _against(
    ctx: RequestContext, session: "AsyncSession", imitation: Imitation
) -> ImitationEndReason | None:
    """What today's truth has against an imitation that was allowed when its token was made."""
    user = await users.get(session, imitation.user_id)
    if user is None or not user.active:
        return ImitationEndReason.USER_DEACTIVATED
    if await user_sessions.has_ended(session, imitation.user_session_id):
        return ImitationEndReason.LOGOUT
    customer = await customers.get(session, imitation.customer_id)
    if customer is None:
        return ImitationEndReason.CUSTOMER_DEACTIVATED
    channel = await sales_channels.get(session, imitation.sales_channel_id)
    if channel is None:
        return ImitationEndReason.CHANNEL_DEACTIVATED
    granted = await users.privileges(session, user.id)
    refusals = may_imitate(
        customer=customer_facts(customer),
        channel=channel_facts(channel, await sales_channels.find_domains(session, [channel.id])),
        privileged=Privilege.IMITATE_CUSTOMER in effective(admin=user.admin, granted=granted),
        consent_required=ctx.application.rules.consent_required,
    )
    return next((_END_OF[refusal] for refusal in refusals), None)


_END_OF = {
    ImitationRefusal.GUEST: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CUSTOMER_INACTIVE: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CONSENT_MISSING: ImitationEndReason.CONSENT_WITHDRAWN,
    ImitationRefusal.NO_TARGET: ImitationEndReason.CHANNEL_DEACTIVATED,
    ImitationRefusal.BOUND_TO_ANOTHER_CHANNEL: ImitationEndReason.CUSTOMER_DEACTIVATED,
    ImitationRefusal.CHANNEL_INACTIVE: ImitationEndReason.CHANNEL_DEACTIVATED,
    ImitationRefusal.MISSING_PRIVILEGE: ImitationEndReason.PRIVILEGE_LOST,
}


async def _enter(
    session: "AsyncSession", imitation: Imitation, store: StoreContext, token_hash: bytes
) -> None:
    """The imitation's own session, beside whatever the client and the customer have."""
    assert imitation.started_at is not None  # noqa: S101 - redeem() has set both
    assert imitation.expires_at is not None  # noqa: S101 - as above
    context = Context(
        id=new_id(),
        token_hash=token_hash,
        sales_channel_id=imitation.sales_channel_id,
        customer_id=imitation.customer_id,
        imitation_id=imitation.id,
        language=store.language,
        currency=store.currency,
        created_at=imitation.started_at,
        expires_at=imitation.expires_at,
    )
    await contexts.add(session, context)


async def end(ctx: RequestContext, imitation_id: str) -> Imitation:
    """End an imitation: anybody's with the privilege imitation:end, one's own without."""
    signed_in = await ctx.user()
    privileged = Privilege.IMITATION_END in signed_in.privileges
    text.identifier(imitation_id, field="id")
    async with ctx.application.database.begin() as session:
        imitation = await imitations.get(session, imitation_id)
        if not privileged and (imitation is None or imitation.user_id != signed_in.user.id):
            raise MissingPrivilege([Privilege.IMITATION_END])
        if imitation is None:
            raise NotFound
        session.expunge(imitation)
        ended = await end_imitations(
            session,
            imitations.of_id(imitation_id),
            ImitationEndReason.ENDED_BY_USER,
            ctx.source,
            by=signed_in.user,
        )
    return ended[0] if ended else imitation
