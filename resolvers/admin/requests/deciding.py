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
from db.statements.imitation.requests import requests
from db.statements.imitation.requests.requests import Decision
from db.statements.shop import customers, sales_channel_domains, sales_channels
from db.statements.users import grants, user_sessions, users
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
    from db.models import ImitationRequest, User
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn


async def approve(ctx: "RequestContext", request_id: str) -> CurrentRequest:
    """Approve a request, if the imitation is allowed now; raises ImitationRefused."""
    request = await _find(ctx, request_id)
    async with ctx.application.database.transaction(await _locks(ctx, request)) as session:
        parties = await _parties(ctx, session, request)
        refusals = await _refusals(ctx, session, parties)
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
        parties = await _parties(ctx, session, request)
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


async def _parties(
    ctx: "RequestContext", session: "Session", request: "ImitationRequest"
) -> Parties:
    """Raises MissingPrivilege where the decision would be the requester's own, by a detour."""
    decider = await _still_signed_in(session, await ctx.user())
    approver = await find_approver(session, decider.id)
    if not approver.is_independent_of(request.user_id):
        raise MissingPrivilege([Privilege.IMITATION_APPROVE])
    customer = await customers.get(session, request.customer_id)
    if customer is None:  # deleted, and the request with them
        raise NotFound
    return Parties(request, decider, customer)


async def _still_signed_in(session: "Session", signed_in: "SignedIn") -> "User":
    user = await users.get(session, signed_in.user.id)
    if user is None or not user.active:
        raise Unauthenticated
    if not await user_sessions.is_not_ended(session, signed_in.session_id):
        raise Unauthenticated
    return user


async def _refusals(
    ctx: "RequestContext", session: "Session", parties: Parties
) -> "Sequence[ImitationRefusal]":
    """Every reason against the imitation."""
    request = parties.request
    user = await users.get(session, request.user_id)
    channel = await sales_channels.get(session, request.sales_channel_id)
    if channel is None:
        raise NotFound
    granted = await grants.find_privileges(session, request.user_id)
    held = effective(admin=user is not None and user.admin, granted=granted)
    domains = await sales_channel_domains.find_domains(session, [channel.id])
    return may_imitate(
        customer=customer_facts(parties.customer),
        channel=channel_facts(channel, has_domain=bool(domains)),
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
