"""Generates the one-time token with which a user logs in as a customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from auth import arguments, tokens
from auth.errors import DoesNotExist, ImitationRefused, Unauthenticated
from auth.policy import may_imitate
from auth.privileges import Privilege
from auth.sessions import check_step_up
from auth.tokens import TokenKind
from auth.vocabulary import ImitationRefusal, SalesChannelType
from db.models import Imitation
from db.statements.imitation import imitations
from db.statements.shop import customers, sales_channels
from db.statements.users import user_sessions
from resolvers.audit.recording import record
from resolvers.imitation.facts import channel_facts, customer_facts, login_url
from resolvers.request.eligibility import is_below_limit
from resolvers.request.throttling import count_token_request

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from auth.vocabulary import ImitationAccess
    from db.models import Customer, SalesChannel, SalesChannelDomain
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The customer to imitate, the sales channel, the reason and the access."""

    customer_id: str
    sales_channel_id: str
    reason: str | None
    access: "ImitationAccess"


@dataclass(frozen=True, slots=True)
class GeneratedToken:
    """The answer, the only one that ever holds the token."""

    token: str
    expires_at: datetime
    customer_id: str
    user_id: str
    sales_channel_id: str
    login_urls: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Found:
    customer: "Customer"
    channel: "SalesChannel"
    domains: "Sequence[SalesChannelDomain]"


async def generate(ctx: "RequestContext", request: TokenRequest) -> GeneratedToken:
    """Generate a token for the customer in the channel. The guard has checked the privilege."""
    signed_in = await ctx.user()
    max_age = ctx.rules.step_up_max_age
    check_step_up(signed_in.password_checked_at, max_age=max_age, now=ctx.now())
    await count_token_request(ctx, signed_in.user.id)
    arguments.identifier(request.customer_id, field="customerId")
    arguments.identifier(request.sales_channel_id, field="salesChannelId")
    required = ctx.rules.reason_required
    request = replace(request, reason=arguments.reason(request.reason, required=required))
    token, token_hash = tokens.new(TokenKind.IMITATION)
    async with ctx.application.database.begin() as session:
        if not await user_sessions.mark_used(session, signed_in.session_id, now=ctx.now()):
            raise Unauthenticated
        found = await _find(session, request)
        imitation = _pending(ctx, signed_in, found, request, token_hash)
        below_limit = await is_below_limit(ctx, session)
        refusals = _refusals(ctx, signed_in, found, below_limit=below_limit)
        if refusals:
            await _record_refusal(ctx, session, found, refusals)
        else:
            await imitations.add(session, imitation)
            detail = {"reason": request.reason, "access": request.access}
            await record(
                session, ctx.source, "imitation.generated", imitation=imitation, detail=detail
            )
    if refusals:
        raise ImitationRefused(refusals)
    return _answer(token, imitation, found)


async def _find(session: "AsyncSession", request: TokenRequest) -> _Found:
    customer = await customers.get(session, request.customer_id)
    if customer is None:
        raise DoesNotExist("customerId")
    channel = await sales_channels.get(session, request.sales_channel_id)
    if channel is None:
        raise DoesNotExist("salesChannelId")
    return _Found(customer, channel, await sales_channels.find_domains(session, [channel.id]))


def _refusals(
    ctx: "RequestContext", signed_in: "SignedIn", found: _Found, *, below_limit: bool
) -> Sequence[ImitationRefusal]:
    return may_imitate(
        customer=customer_facts(found.customer),
        channel=channel_facts(found.channel, found.domains),
        privileged=Privilege.IMITATE_CUSTOMER in signed_in.privileges,
        below_limit=below_limit,
        consent_required=ctx.rules.consent_required,
    )


async def _record_refusal(
    ctx: "RequestContext",
    session: "AsyncSession",
    found: _Found,
    refusals: Sequence[ImitationRefusal],
) -> None:
    await record(
        session,
        ctx.source,
        "imitation.refused",
        user=(await ctx.user()).user,
        customer=found.customer,
        sales_channel_id=found.channel.id,
        detail={"reasons": refusals},
    )


def _pending(
    ctx: "RequestContext",
    signed_in: "SignedIn",
    found: _Found,
    request: TokenRequest,
    token_hash: bytes,
) -> Imitation:
    """The record of the imitation, with the names of user and customer at this moment."""
    now, user, customer = ctx.now(), signed_in.user, found.customer
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
        sales_channel_id=found.channel.id,
        reason=request.reason,
        access=request.access.value,
        created_at=now,
        token_expires_at=now + ctx.rules.token_lifetime,
    )


def _answer(token: str, imitation: Imitation, found: _Found) -> GeneratedToken:
    headless = found.channel.type == SalesChannelType.HEADLESS
    return GeneratedToken(
        token=token,
        expires_at=imitation.token_expires_at,
        customer_id=imitation.customer_id,
        user_id=imitation.user_id,
        sales_channel_id=imitation.sales_channel_id,
        login_urls=[] if headless else [login_url(domain.url) for domain in found.domains],
    )
