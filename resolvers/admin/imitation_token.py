"""Generates the one-time token with which a user logs in as a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from auth.errors import ImitationRefused, SupportCodeInvalid
from auth.imitation.vetoes import Step, Veto, with_vetoes
from auth.sign_in import tokens
from auth.sign_in.factors.step_up import check_access
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationRefusal
from resolvers.audit.recording import event
from resolvers.imitation import token_facts
from resolvers.imitation.approval.facts import approval_facts, is_approved
from resolvers.imitation.beginning import reasons_against
from resolvers.imitation.facts import attempt_of, login_urls
from resolvers.imitation.new_imitation import record_of, storage_of
from resolvers.imitation.support_codes.guesses import is_right, note_need
from resolvers.imitation.support_codes.limits import guesser
from resolvers.imitation.vetoes import Vetoes, decided, recorded
from resolvers.request.limits.imitation_tokens import count_token_request
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from auth.imitation.vetoes import Attempt
    from db.models import Customer, SalesChannel, User
    from db.statements.imitation.generation import Facts, NewImitation
    from resolvers.imitation.token_request import TokenRequest
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn


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
class _Decision:
    """Every reason against a token, none if it is stored; and what this was decided by."""

    facts: "Facts"
    customer: "Customer"
    channel: "SalesChannel"
    values: "NewImitation"
    refusals: Sequence[ImitationRefusal]
    vetoes: Sequence[Veto]
    code_is_right: bool  # or none was judged, as where something else is against it


async def generate(ctx: "RequestContext", request: "TokenRequest") -> GeneratedToken:
    """Generate a token for the customer in the channel.

    The guard has checked the privilege and the age of the sign-in.
    """
    signed_in = await ctx.user()
    if request.request_id is None:  # else the access is what was approved
        check_access(signed_in.sign_in, request.access, rules=ctx.rules)
    await count_token_request(ctx, signed_in.user.id)
    request = request.checked(ctx.rules)
    token, token_hash = tokens.new(TokenKind.IMITATION)
    found = await decided(ctx.application, partial(_decide, ctx, signed_in, request, token_hash))
    if found.refusals:
        await record_refusal(ctx, _refusal(ctx, found), by=found.facts.user)
        raise ImitationRefused(found.refusals, [veto.text for veto in found.vetoes])
    if not found.code_is_right:
        await record_refusal(ctx, _refusal(ctx, found), by=found.facts.user)
        raise SupportCodeInvalid
    return GeneratedToken(
        token=token,
        expires_at=found.values["token_expires_at"],
        customer_id=found.customer.id,
        user_id=found.facts.user.id,
        sales_channel_id=found.channel.id,
        login_urls=login_urls(found.facts.domain_urls, found.channel),
    )


async def _decide(
    ctx: "RequestContext",
    signed_in: "SignedIn",
    request: "TokenRequest",
    token_hash: bytes,
    vetoes: Vetoes,
) -> _Decision:
    """Store the token if nothing is against it."""
    locks = token_facts.locks_of(
        signed_in.user.id,
        request.customer_id,
        request.sales_channel_id,
        with_code=request.support_code is not None,
    )
    async with ctx.application.database.transaction(locks) as session:
        facts, customer, channel = await token_facts.find(
            session,
            user_id=signed_in.user.id,
            session_id=signed_in.session_id,
            customer_id=request.customer_id,
            sales_channel_id=request.sales_channel_id,
            guesser=guesser(ctx.application, signed_in.user.id),
            request_id=request.request_id,
            now=ctx.now(),
            idle_timeout=ctx.rules.imitation_idle_timeout,
        )
        if request.request_id is not None:
            request = request.approved_by(facts.request, user_id=facts.user.id)
            check_access(signed_in.sign_in, request.access, rules=ctx.rules)
        values = record_of(ctx, signed_in, customer, request, token_hash)
        against = vetoes.about(_attempt(facts.user, customer, request))
        reasons = reasons_against(
            facts,
            customer,
            channel,
            access=request.access,
            approval=await approval_facts(
                session, facts.user, customer, role_needs=facts.role_needs_approval, now=ctx.now()
            ),
            approved=is_approved(facts, now=ctx.now()),
            has_code=request.support_code is not None,
            rules=ctx.rules,
        )
        refusals = with_vetoes(reasons, against)
        await note_need(ctx, session, facts, customer, refusals)
        right = bool(refusals) or await is_right(
            ctx, session, facts, request.support_code, customer=customer, channel_id=channel.id
        )
        if right and not refusals:
            await session.write(*storage_of(ctx, signed_in, request, values, facts.request))
    return _Decision(facts, customer, channel, values, refusals, against, right)


def _attempt(user: "User", customer: "Customer", request: "TokenRequest") -> "Attempt":
    return attempt_of(
        Step.GENERATE,
        user_id=user.id,
        username=user.username,
        customer=customer,
        sales_channel_id=request.sales_channel_id,
        access=request.access,
        reason=request.reason,
        reason_category=request.reason_category,
    )


def _refusal(ctx: "RequestContext", found: _Decision) -> dict[str, Any]:
    return event(
        ctx.source,
        "imitation.refused",
        user=found.facts.user,
        customer=found.customer,
        sales_channel_id=found.channel.id,
        detail={"reasons": found.refusals or [SupportCodeInvalid.code], **recorded(found.vetoes)},
    )
