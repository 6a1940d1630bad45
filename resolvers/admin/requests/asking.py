"""Asks for another user's approval of an imitation. No token exists before it is given."""

from typing import TYPE_CHECKING

from auth.bounds import check_waiting_requests
from auth.errors import ImitationRefused
from auth.imitation.approval import NOTHING_NEEDS
from db.statements.imitation import audit
from db.statements.imitation.requests import requests
from resolvers.audit.recording import event
from resolvers.imitation import token_facts
from resolvers.imitation.approval import told
from resolvers.imitation.approval.state import CurrentRequest, current
from resolvers.imitation.approval.told import Parties
from resolvers.imitation.beginning import reasons_against
from resolvers.imitation.support_codes.limits import guesser
from resolvers.request.limits.imitation_tokens import count_token_request
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.vocabulary import ImitationRefusal
    from db.engine.session import Session
    from db.models import Customer, ImitationRequest, SalesChannel, User
    from resolvers.imitation.token_request import TokenRequest
    from resolvers.request.context import RequestContext


async def ask(ctx: "RequestContext", wanted: "TokenRequest") -> CurrentRequest:
    """Store a request that waits. Raises ImitationRefused for what no approval helps against."""
    signed_in = await ctx.user()
    await count_token_request(ctx, signed_in.user.id)
    wanted = wanted.to_be_approved(ctx.rules)
    locks = token_facts.locks_of(signed_in.user.id, wanted.customer_id, wanted.sales_channel_id)
    async with ctx.application.database.transaction(locks) as session:
        facts, customer, channel = await token_facts.find(
            session,
            user_id=signed_in.user.id,
            session_id=signed_in.session_id,
            customer_id=wanted.customer_id,
            sales_channel_id=wanted.sales_channel_id,
            guesser=guesser(ctx.application, signed_in.user.id),
            now=ctx.now(),
            idle_timeout=ctx.rules.imitation_idle_timeout,
        )
        refusals = reasons_against(
            facts._replace(live=0),  # others may have ended by the time of the decision
            customer,
            channel,
            access=wanted.access,
            approval=NOTHING_NEEDS,
            approved=True,
            rules=ctx.rules,
        )
        if not refusals:
            return current(await _add(ctx, session, facts.user, customer, wanted), now=ctx.now())
    await _record_refusal(ctx, facts.user, customer, channel, refusals)
    raise ImitationRefused(refusals)


async def _add(
    ctx: "RequestContext",
    session: "Session",
    user: "User",
    customer: "Customer",
    wanted: "TokenRequest",
) -> "ImitationRequest":
    now = ctx.now()
    check_waiting_requests(await requests.count_waiting(session, user.id, now=now) + 1)
    request = await requests.add(
        session,
        user_id=user.id,
        user_username=user.username,
        user_first_name=user.first_name,
        user_last_name=user.last_name,
        user_issuer=user.issuer,
        user_subject=user.subject,
        customer_id=customer.id,
        sales_channel_id=wanted.sales_channel_id,
        reason=wanted.reason or "",
        reason_category=wanted.reason_category,
        access=wanted.access.value,
        created_at=now,
        expires_at=now + ctx.rules.approval_lifetime,
    )
    await audit.add(session, told.asked(ctx.source, Parties(request, user, customer)))
    return request


async def _record_refusal(
    ctx: "RequestContext",
    user: "User",
    customer: "Customer",
    channel: "SalesChannel",
    refusals: "Sequence[ImitationRefusal]",
) -> None:
    refused = event(
        ctx.source,
        "imitation.refused",
        user=user,
        customer=customer,
        sales_channel_id=channel.id,
        detail={"reasons": refusals},
    )
    await record_refusal(ctx, refused, by=user)
