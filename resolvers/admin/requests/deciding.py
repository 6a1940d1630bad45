"""Approves and refuses the requests of other users, each once."""

from typing import TYPE_CHECKING

from auth.errors import Changed, ImitationRefused, MissingPrivilege, NotFound, Unauthenticated
from auth.imitation.policy import may_imitate
from auth.privileges import Privilege, effective
from auth.rules import LONGEST_REASON
from auth.texts import arguments
from auth.vocabulary import ImitationRequestState
from db.engine.locks import Lock, Locks, Subject, locks, of_customer, of_sales_channel
from db.statements.imitation import audit
from db.statements.imitation.requests import decision_facts, requests
from db.statements.imitation.requests.requests import Decision
from resolvers.imitation.approval import told
from resolvers.imitation.approval.facts import find_approver
from resolvers.imitation.approval.state import CurrentRequest, current
from resolvers.imitation.approval.told import Parties
from resolvers.imitation.facts import channel_facts, customer_facts
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.vocabulary import ImitationRefusal
    from db.engine.session import Session
    from db.models import Customer, ImitationRequest
    from db.statements.imitation.requests.decision_facts import Facts
    from resolvers.request.context import RequestContext


async def approve(ctx: "RequestContext", request_id: str) -> CurrentRequest:
    """Approve a request, if the imitation is allowed now; raises ImitationRefused."""
    request = await _find(ctx, request_id)
    async with ctx.application.database.transaction(await _locks(ctx, request)) as session:
        facts = await _facts(ctx, session, request)
        parties = _parties(facts, request)
        refusals = _refusals(ctx, facts, parties.customer)
        if not refusals:
            return await _decide(ctx, session, parties, reason=None)
    refused = told.refused(ctx.source, parties, refusals)
    await record_refusal(ctx, refused, by=parties.user)
    raise ImitationRefused(refusals)


async def refuse(ctx: "RequestContext", request_id: str, reason: str) -> CurrentRequest:
    """Refuse a request, with a reason that its user reads."""
    request = await _find(ctx, request_id)
    reason = arguments.line(reason, field="reason", longest=LONGEST_REASON)
    async with ctx.application.database.transaction(await _locks(ctx, request)) as session:
        parties = _parties(await _facts(ctx, session, request), request)
        return await _decide(ctx, session, parties, reason=reason)


async def _find(ctx: "RequestContext", request_id: str) -> "ImitationRequest":
    """The request, of which user, customer and sales channel never change."""
    arguments.identifier(request_id, field="requestId")
    request = await requests.get(ctx.application.database.reads, request_id)
    if request is None:
        raise NotFound
    return request


async def _locks(ctx: "RequestContext", request: "ImitationRequest") -> Locks:
    """Nothing that the decision depends on changes before its commit; the user waits to use it."""
    decider = (await ctx.user()).user.id
    return locks(
        Lock(Subject.PRIVILEGES, shared=True),
        *(Lock(Subject.USER, id_, shared=True) for id_ in {decider, request.user_id}),
        *of_customer(request.customer_id, shared=True),
        *of_sales_channel(request.sales_channel_id, shared=True),
    )


async def _facts(ctx: "RequestContext", session: "Session", request: "ImitationRequest") -> "Facts":
    """Raises MissingPrivilege where the decision would be the requester's own, by a detour."""
    signed_in = await ctx.user()
    facts = await decision_facts.find(
        session, request, decider_id=signed_in.user.id, session_id=signed_in.session_id
    )
    if facts is None or not facts.decider.active or not facts.signed_in:
        raise Unauthenticated
    approver = await find_approver(session, facts.decider.id)
    if not approver.is_independent_of(request.user_id):
        raise MissingPrivilege([Privilege.IMITATION_APPROVE])
    return facts


def _parties(facts: "Facts", request: "ImitationRequest") -> Parties:
    if facts.customer is None:  # deleted, and the request with them
        raise NotFound
    return Parties(request, facts.decider, facts.customer)


def _refusals(
    ctx: "RequestContext", facts: "Facts", customer: "Customer"
) -> "Sequence[ImitationRefusal]":
    """Every reason against the imitation."""
    user, channel = facts.user, facts.channel
    if channel is None:
        raise NotFound
    held = effective(admin=user is not None and user.admin, granted=facts.granted)
    return may_imitate(
        customer=customer_facts(customer),
        channel=channel_facts(channel, has_domain=facts.has_domain),
        privileged=user is not None and user.active and Privilege.IMITATE_CUSTOMER in held,
        below_limit=True,  # generating a token counts
        consent_required=ctx.rules.consent_required,
    )


async def _decide(
    ctx: "RequestContext",
    session: "Session",
    parties: Parties,
    *,
    reason: str | None,
) -> CurrentRequest:
    """Store the decision; raises Changed where another one was first, or the time is over."""
    decider = parties.user
    state = ImitationRequestState.APPROVED if reason is None else ImitationRequestState.REFUSED
    decision = Decision(
        state=state,
        decided_at=ctx.now(),
        decider_id=decider.id,
        decider_username=decider.username,
        decider_first_name=decider.first_name,
        decider_last_name=decider.last_name,
        decider_issuer=decider.issuer,
        decider_subject=decider.subject,
        decision_reason=reason,
    )
    stored = await requests.decide(session, parties.request.id, decision)
    if stored is None:
        raise Changed(["state"])
    await audit.add(session, told.decided(ctx.source, parties._replace(request=stored)))
    return current(stored, now=ctx.now())
