"""Generates the one-time token with which a user logs in as a customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from auth.errors import DoesNotExist, ImitationRefused, Unauthenticated
from auth.imitation.policy import may_imitate
from auth.privileges import Privilege, effective
from auth.sign_in import tokens
from auth.sign_in.sessions import check_step_up
from auth.sign_in.tokens import TokenKind
from auth.texts import arguments
from auth.vocabulary import ImitationRefusal, SalesChannelType
from db.engine.locks import Lock, Locks, Subject, locks, of_customer, of_sales_channel
from db.statements.imitation import audit, generation
from db.statements.users import user_sessions
from resolvers.audit.recording import event
from resolvers.imitation.facts import channel_facts, customer_facts, login_url
from resolvers.imitation.new_imitation import names_in, new_imitation
from resolvers.request.refusals import record_refusal
from resolvers.request.throttling import count_token_request

if TYPE_CHECKING:
    from auth.vocabulary import ImitationAccess
    from db.engine.session import Change, Session
    from db.models import Customer, SalesChannel
    from db.statements.imitation.generation import Facts, NewImitation
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


async def generate(ctx: "RequestContext", request: TokenRequest) -> GeneratedToken:
    """Generate a token for the customer in the channel. The guard has checked the privilege."""
    signed_in = await ctx.user()
    max_age = ctx.rules.step_up_max_age
    check_step_up(signed_in.password_checked_at, max_age=max_age, now=ctx.now())
    await count_token_request(ctx, signed_in.user.id)
    request = _parsed(ctx, request)
    token, token_hash = tokens.new(TokenKind.IMITATION)
    async with ctx.application.database.transaction(_locks(signed_in, request)) as session:
        facts, customer, channel = await _find(ctx, session, signed_in, request)
        values = _record(ctx, signed_in, customer, request, token_hash)
        refusals = _refusals(ctx, facts, customer, channel)
        if not refusals:
            await session.write(*_token(ctx, signed_in, request, values))
    if refusals:
        await record_refusal(ctx, _refusal(ctx, facts, customer, channel, refusals), by=facts.user)
        raise ImitationRefused(refusals)
    return GeneratedToken(
        token=token,
        expires_at=values["token_expires_at"],
        customer_id=customer.id,
        user_id=facts.user.id,
        sales_channel_id=channel.id,
        login_urls=_login_urls(facts, channel),
    )


def _login_urls(facts: "Facts", channel: "SalesChannel") -> Sequence[str]:
    """Where the form with the token may be posted; a headless channel has no such page."""
    if channel.type == SalesChannelType.HEADLESS:
        return []
    return [login_url(url, channel) for url in facts.domain_urls]


def _parsed(ctx: "RequestContext", request: TokenRequest) -> TokenRequest:
    """The request as rules and storage take it; raises Invalid."""
    arguments.identifier(request.customer_id, field="customerId")
    arguments.identifier(request.sales_channel_id, field="salesChannelId")
    reason = arguments.reason(request.reason, required=ctx.rules.reason_required)
    return replace(request, reason=reason)


def _locks(signed_in: "SignedIn", request: TokenRequest) -> Locks:
    """The user alone, so that two tokens at once are both counted; all else is shared."""
    return locks(
        Lock(Subject.PRIVILEGES, shared=True),
        Lock(Subject.USER, signed_in.user.id),
        *of_customer(request.customer_id, shared=True),
        *of_sales_channel(request.sales_channel_id, shared=True),
    )


async def _find(
    ctx: "RequestContext", session: "Session", signed_in: "SignedIn", request: TokenRequest
) -> "tuple[Facts, Customer, SalesChannel]":
    facts = await generation.find(
        session,
        session_id=signed_in.session_id,
        customer_id=request.customer_id,
        sales_channel_id=request.sales_channel_id,
        now=ctx.now(),
        idle_timeout=ctx.rules.imitation_idle_timeout,
    )
    if facts is None or facts.session_ended_at is not None or not facts.user.active:
        raise Unauthenticated
    if facts.customer is None:
        raise DoesNotExist("customerId")
    if facts.channel is None:
        raise DoesNotExist("salesChannelId")
    return facts, facts.customer, facts.channel


def _refusals(
    ctx: "RequestContext", facts: "Facts", customer: "Customer", channel: "SalesChannel"
) -> Sequence[ImitationRefusal]:
    held = effective(admin=facts.user.admin, granted=facts.granted)
    return may_imitate(
        customer=customer_facts(customer),
        channel=channel_facts(channel, has_domain=bool(facts.domain_urls)),
        privileged=Privilege.IMITATE_CUSTOMER in held,
        below_limit=facts.live < ctx.rules.imitations_per_user,
        consent_required=ctx.rules.consent_required,
    )


def _refusal(
    ctx: "RequestContext",
    facts: "Facts",
    customer: "Customer",
    channel: "SalesChannel",
    refusals: Sequence[ImitationRefusal],
) -> dict[str, Any]:
    return event(
        ctx.source,
        "imitation.refused",
        user=facts.user,
        customer=customer,
        sales_channel_id=channel.id,
        detail={"reasons": refusals},
    )


def _token(
    ctx: "RequestContext", signed_in: "SignedIn", request: TokenRequest, values: "NewImitation"
) -> "Sequence[Change]":
    detail = {"reason": request.reason, "access": request.access}
    generated = event(ctx.source, "imitation.generated", detail=detail)
    return [
        generation.addition(**values),
        user_sessions.use(signed_in.session_id, now=ctx.now()),
        audit.addition(generated | names_in(values)),
    ]


def _record(
    ctx: "RequestContext",
    signed_in: "SignedIn",
    customer: "Customer",
    request: TokenRequest,
    token_hash: bytes,
) -> "NewImitation":
    return new_imitation(
        token_hash=token_hash,
        user=signed_in.user,
        user_session_id=signed_in.session_id,
        customer=customer,
        sales_channel_id=request.sales_channel_id,
        reason=request.reason,
        access=request.access,
        now=ctx.now(),
        lifetime=ctx.rules.token_lifetime,
    )
