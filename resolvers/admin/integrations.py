"""Lists, creates, changes and deletes integrations. No caller gives one more than they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from auth.bounds import check_integrations
from auth.errors import Invalid, NotFound
from auth.privileges import check_may_give
from auth.sign_in import tokens
from auth.sign_in.integrations import check_overlap, is_over
from auth.sign_in.tokens import TokenKind
from auth.texts import arguments
from db.engine.locks import Lock, Subject, locks
from db.statements.imitation import audit
from db.statements.oauth import integration_secrets, integrations
from db.statements.oauth.integrations import IntegrationValues
from resolvers.audit.recording import event
from resolvers.request.callers.caller import Caller
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.values.changes import Change, given
from resolvers.values.given_roles import may_be_given

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Integration, Role

PRIVILEGES: Final = locks(Lock(Subject.PRIVILEGES))  # alone: no token is given meanwhile
NEW: Final = IntegrationValues(label="", active=True, expires_at=None)


@dataclass(frozen=True, slots=True)
class IntegrationChange:
    """The new values of an integration; those that are UNCHANGED stay."""

    label: Change[str]
    role_ids: Change[Sequence[str]]
    active: Change[bool]
    expires_at: Change[datetime | None]


@dataclass(frozen=True, slots=True)
class NewSecret:
    """The answer, the only one that ever holds the secret."""

    integration: "Integration"
    secret: str


async def find(ctx: RequestContext) -> Sequence["Integration"]:
    """All integrations by label."""
    return await integrations.find(ctx.application.database.reads)


async def find_roles(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, Sequence["Role"]]:
    """The roles of these integrations by name."""
    return gathered(ids, await integrations.find_roles(ctx.application.database.reads, ids))


async def create(ctx: RequestContext, change: IntegrationChange) -> NewSecret:
    """Create an integration; the label is needed."""
    caller = await ctx.caller()
    if not given(change.label):
        raise Invalid("label", "A new integration needs this.")
    secret, secret_hash = tokens.new(TokenKind.INTEGRATION_KEY)
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        check_integrations(await integrations.count(session) + 1)
        values = _changed(NEW, change, now=ctx.now())
        client_id = tokens.new_client_id()
        made = await integrations.add(
            session, values, client_id=client_id, made_by=ctx.maker_id, now=ctx.now()
        )
        await _assign_roles(session, caller, made, change)
        await session.write(
            integration_secrets.addition(made.id, secret_hash, now=ctx.now()),
            audit.addition(await _event(ctx, "integration.created", made)),
        )
    return NewSecret(made, secret)


async def update(
    ctx: RequestContext, integration_id: str, change: IntegrationChange
) -> "Integration":
    """Change an integration. Deactivated, it is refused from its next request on."""
    caller = await ctx.caller()
    arguments.identifier(integration_id, field="id")
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        integration = await _find(session, caller, integration_id)
        values = _changed(IntegrationValues.of(integration), change, now=ctx.now())
        integration = await integrations.change(session, integration_id, values)
        await _assign_roles(session, caller, integration, change)
        await audit.add(session, await _event(ctx, "integration.updated", integration))
    return integration


async def rotate_secret(ctx: RequestContext, integration_id: str, *, overlap: int) -> NewSecret:
    """Make another secret. The one before it, and its bearer tokens, end after `overlap` seconds.

    A still older one, which lived on from an earlier rotation, ends at once.
    """
    caller = await ctx.caller()
    arguments.identifier(integration_id, field="id")
    until = ctx.now() + check_overlap(overlap)
    secret, secret_hash = tokens.new(TokenKind.INTEGRATION_KEY)
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        integration = await _find(session, caller, integration_id)
        await integration_secrets.retire(session, integration_id, until=until)
        await session.write(
            integration_secrets.addition(integration_id, secret_hash, now=ctx.now()),
            integrations.secret_by(integration_id, made_by=ctx.maker_id),
            audit.addition(
                await _event(ctx, "integration.secret_rotated", integration, overlap=overlap)
            ),
        )
    return NewSecret(integration, secret)


async def delete(ctx: RequestContext, integration_id: str) -> bool:
    """Delete an integration with its secrets and tokens; the audit log keeps its label."""
    caller = await ctx.caller()
    arguments.identifier(integration_id, field="id")
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        integration = await _find(session, caller, integration_id)
        deleted = await _event(ctx, "integration.deleted", integration)
        await session.write(*integrations.removal(integration), audit.addition(deleted))
    return True


async def _find(session: "Session", caller: Caller, integration_id: str) -> "Integration":
    """The integration; a new secret of one that holds more would be a way to get its privileges."""
    integration = await integrations.get(session, integration_id)
    if integration is None:
        raise NotFound
    granted = await integrations.find_granted(session, integration_id)
    check_may_give(granted, held=caller.privileges, admin=caller.admin)
    return integration


def _changed(
    before: IntegrationValues, change: IntegrationChange, *, now: datetime
) -> IntegrationValues:
    """The values after the change, each checked."""
    after = before
    if given(change.label):
        after = after._replace(label=arguments.line(change.label, field="label", longest=100))
    if given(change.active):
        after = after._replace(active=change.active)
    if given(change.expires_at):
        expires_at = change.expires_at
        if expires_at is not None and is_over(
            arguments.moment(expires_at, field="expiresAt"), now=now
        ):
            raise Invalid("expiresAt", "This is a time to come.")
        after = after._replace(expires_at=expires_at)
    return after


async def _assign_roles(
    session: "Session", caller: Caller, integration: "Integration", change: IntegrationChange
) -> None:
    if given(change.role_ids):
        given_ids = await may_be_given(session, caller, change.role_ids)
        await integrations.assign_roles(session, integration.id, given_ids)


async def _event(
    ctx: RequestContext, action: str, integration: "Integration", **further: object
) -> dict[str, Any]:
    """Whom it is about stands beside whose request it is, which may be another integration's."""
    about = {"id": integration.id, "label": integration.label, "active": integration.active}
    user, detail = (await ctx.caller()).user, {"of": about, **further}
    return event(ctx.source, action, user=user, detail=detail)
