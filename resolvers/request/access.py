"""Checks what callers may do, and what imitating users may; records what they do or are refused."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.errors import (
    ClosedToImitators,
    FactorRequired,
    MissingPrivilege,
    NotLoggedIn,
    ReadOnly,
    Refusal,
    StepUpRequired,
    Unauthenticated,
)
from auth.imitation import operations
from auth.privileges import Privilege
from auth.sign_in.sessions import activity_is_due
from db.engine.locks import Locks, locks, of_customer, of_sales_channel
from db.notes import noted
from db.statements.imitation import imitations
from db.statements.imitation.imitation_filters import of_id
from db.statements.shop import contexts, customers
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import ended_by_time
from resolvers.request.context import RequestContext
from resolvers.request.refusals import record_refusal
from resolvers.request.store_context import LiveImitation, StoreContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer, Imitation

DENIALS: Final = (MissingPrivilege, StepUpRequired)
RECORDED: Final = frozenset({*DENIALS, ReadOnly, ClosedToImitators})  # in mutations, and limited


async def check_operation(ctx: RequestContext, mutation: str) -> None:
    """Raise ReadOnly or ClosedToImitators, and record it; customers and guests may pass.

    Raises RateLimited instead where the user was refused too often.
    """
    store = await ctx.store()
    if store.imitation is None:
        return
    try:
        operations.check(mutation, store.imitation.access)
    except Refusal as refusal:
        await record_imitator_refusal(ctx, store.imitation, mutation, refusal)
        raise


async def record_imitator_refusal(
    ctx: RequestContext, live: LiveImitation, mutation: str, refusal: Refusal
) -> None:
    """Record what an imitator is refused; raises RateLimited if they were refused too often."""
    refused = event(
        ctx.source,
        "imitation.operation_refused",
        imitation=await imitations.get(ctx.application.database.reads, live.id),
        detail=_told(mutation, refusal),
    )
    await record_refusal(ctx, refused, by=live.user)


def imitator_refusals(field: str) -> Sequence[type[Refusal]]:
    """The refusals with which `check_operation` answers an imitator who asks for this field."""
    return operations.refusals(field)


@asynccontextmanager
async def denials_recorded(ctx: RequestContext, mutation: str) -> AsyncIterator[None]:
    """Record what a caller is denied in a mutation, after it was rolled back.

    Raises RateLimited instead where the caller was refused too often.
    """
    try:
        yield
    except DENIALS as denial:
        await _record_denial(ctx, mutation, denial)
        raise


async def _record_denial(ctx: RequestContext, mutation: str, denial: Refusal) -> None:
    user, detail = (await ctx.anyone()).user, _told(mutation, denial)
    refused = event(ctx.source, "user.operation_refused", user=user, detail=detail)
    await record_refusal(ctx, refused, by=user)


def _told(mutation: str, refusal: Refusal) -> dict[str, object]:
    missing = refusal.extensions.get("missingPrivileges")
    told: dict[str, object] = {"operation": mutation, "code": refusal.code}
    return told if missing is None else {**told, "missing": missing}


async def check_privilege(ctx: RequestContext, privilege: str) -> None:
    """Raise MissingPrivilege if the caller does not hold the privilege."""
    if privilege not in (await ctx.caller()).privileges:
        raise MissingPrivilege([privilege])


async def has_privilege(ctx: RequestContext, privilege: str) -> bool:
    """Whether the request is from a user or an integration that holds the privilege."""
    try:
        return privilege in (await ctx.caller()).privileges
    except (Unauthenticated, FactorRequired):
        return False


async def reads_access_keys(ctx: RequestContext) -> bool:
    """Whether the request may be told the access keys of sales channels."""
    return await has_privilege(ctx, Privilege.SALES_CHANNEL_READ)


async def note_activity(ctx: RequestContext) -> None:
    """Note that an imitation is used, so that it does not time out; at most one write a minute."""
    store = await ctx.store()
    now = ctx.now()
    if store.imitation is not None and activity_is_due(store.imitation.last_used_at, now):
        notes = ctx.application.database.notes
        await noted(imitations.mark_used(notes, store.imitation.id, now=now))


@dataclass(frozen=True, slots=True)
class HeldContext:
    """A context that does not end before the commit; `imitation` is the row of its imitation."""

    store: StoreContext
    imitation: "Imitation | None"


async def hold_context(ctx: RequestContext, session: "Session") -> HeldContext:
    """Begin a change of what belongs to the context: its imitation or its session is locked.

    A customer's or guest's own session lives on from now. Raises NotLoggedIn where it has ended.
    """
    store = await ctx.store()
    if store.imitation is not None:
        held = await imitations.hold_all(session, of_id(store.imitation.id))
        if not held:
            raise NotLoggedIn
        return HeldContext(store, held[0])
    if store.session_id is not None:
        expires_at = ctx.now() + ctx.rules.context_lifetime
        if not await contexts.extend(session, store.session_id, expires_at=expires_at):
            raise NotLoggedIn
    return HeldContext(store, None)


async def own_account_alone(ctx: RequestContext) -> Locks:
    """The customer, so that no session begins before the commit; the channel is shared."""
    store = await ctx.store()
    channel = of_sales_channel(store.sales_channel.id, shared=True)
    return locks(*of_customer(store.logged_in().id), *channel)


async def hold_own_customer(
    ctx: RequestContext, session: "Session"
) -> "tuple[HeldContext, Customer]":
    """The context, and its customer; the customer is locked."""
    customer = await customers.get(session, (await ctx.store()).logged_in().id)
    if customer is None:
        raise NotLoggedIn
    return await hold_context(ctx, session), customer


async def record_operation(
    ctx: RequestContext,
    session: "Session",
    held: HeldContext,
    operation: str,
    **detail: object,
) -> None:
    """Record what an imitator changed; what customers do themselves is not recorded.

    Raises NotLoggedIn where time has ended the imitation while locks were waited for.
    """
    if held.imitation is None:
        return
    source = ctx.source
    if ended_by_time(held.imitation, ctx.rules, now=source.at) is not None:
        raise NotLoggedIn
    await record(
        session,
        source,
        "imitation.operation",
        imitation=held.imitation,
        detail={"operation": operation, **detail},
    )
