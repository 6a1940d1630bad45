"""Checks privileges and what imitators may do, and records refusals and operations."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from auth import operations
from auth.errors import MissingPrivilege, NotLoggedIn, Refusal, StepUpRequired, Unauthenticated
from auth.privileges import Privilege
from auth.sessions import activity_is_due
from db.statements.imitation import imitations
from db.statements.shop import contexts
from resolvers.audit.recording import OPERATION, record
from resolvers.request.context import RequestContext
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

DENIALS: Final = (MissingPrivilege, StepUpRequired)


async def check_operation(ctx: RequestContext, mutation: str) -> None:
    """Raise and record ReadOnly or ClosedToImitators; others may call every mutation."""
    store = await ctx.store()
    if store.imitation is None:
        return
    try:
        operations.check(mutation, store.imitation.access)
    except Refusal as refusal:
        async with ctx.application.database.begin() as session:
            imitation = await imitations.get(session, store.imitation.id)
            await record(
                session,
                ctx.source,
                "imitation.operation_refused",
                imitation=imitation,
                detail={"operation": mutation, "code": refusal.code},
            )
        raise


def imitator_refusals(field: str) -> Sequence[type[Refusal]]:
    """The refusals with which `check_operation` answers an imitator who asks for this field."""
    return operations.refusals(field)


@asynccontextmanager
async def denials_recorded(ctx: RequestContext, mutation: str | None) -> AsyncIterator[None]:
    """Record the denial of a mutation, after the mutation's own transaction was rolled back.

    `mutation` is None for a query, whose denial is not recorded.
    """
    try:
        yield
    except DENIALS as denial:
        if mutation is not None:
            await _record_denial(ctx, mutation, denial)
        raise


async def _record_denial(ctx: RequestContext, mutation: str, denial: Refusal) -> None:
    detail: dict[str, object] = {"operation": mutation, "code": denial.code}
    if isinstance(denial, MissingPrivilege):
        detail["missing"] = denial.extensions["missingPrivileges"]
    async with ctx.application.database.begin() as session:
        user = (await ctx.user()).user
        await record(session, ctx.source, "user.operation_refused", user=user, detail=detail)


async def check_privilege(ctx: RequestContext, privilege: str) -> None:
    """Raise MissingPrivilege if the signed-in user does not hold the privilege."""
    if privilege not in (await ctx.user()).privileges:
        raise MissingPrivilege([privilege])


async def has_privilege(ctx: RequestContext, privilege: str) -> bool:
    """Whether the request is from a signed-in user who holds the privilege."""
    try:
        return privilege in (await ctx.user()).privileges
    except Unauthenticated:
        return False


async def readable_access_key(ctx: RequestContext, access_key: str | None) -> str | None:
    """The access key of a sales channel; None without the privilege sales_channel:read."""
    return access_key if await has_privilege(ctx, Privilege.SALES_CHANNEL_READ) else None


async def note_activity(ctx: RequestContext) -> None:
    """Note that an imitation is used, so that it does not time out; at most one write a minute."""
    store = await ctx.store()
    now = ctx.now()
    if store.imitation is not None and activity_is_due(store.imitation.last_used_at, now):
        async with ctx.application.database.begin() as session:
            await imitations.mark_used(session, store.imitation.id, now=now)


async def hold_context(ctx: RequestContext, session: "AsyncSession") -> StoreContext:
    """Keep the session of the context alive until commit; the answer is the context.

    An imitation is locked, so that it cannot end before. The lifetime of a customer's or guest's
    own session begins anew. Raises NotLoggedIn if the session is over.
    """
    store = await ctx.store()
    if store.imitation is not None:
        if not await imitations.hold(session, store.imitation.id):
            raise NotLoggedIn
    elif store.session_id is not None:
        expires_at = ctx.now() + ctx.rules.context_lifetime
        if not await contexts.extend(session, store.session_id, expires_at=expires_at):
            raise NotLoggedIn
    return store


async def record_operation(
    ctx: RequestContext, session: "AsyncSession", operation: str, **detail: object
) -> None:
    """Record an operation of an imitator. The customers' own operations are not recorded."""
    store = await ctx.store()
    if store.imitation is not None:
        await record(
            session,
            ctx.source,
            OPERATION,
            imitation=await imitations.get(session, store.imitation.id),
            detail={"operation": operation, **detail},
        )
