"""Authenticates an integration by its secret. Neither answer nor time tells whether it exists."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from auth.oauth.refusals import InvalidClient, UnauthorizedClient
from auth.privileges import Privilege, effective_of_integration
from auth.sign_in.integrations import fits, is_open, is_over
from db.statements.oauth import integration_secrets, integrations
from resolvers.audit.recording import event, named
from resolvers.request.callers.integration import CallingIntegration, note_use
from resolvers.request.limits.sign_ins import count_failed_integration_login
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from db.models import Integration, IntegrationSecret
    from resolvers.request.context import RequestContext

LONGEST: Final = 32  # characters of a client's id; what is longer is no client's
NOBODY: Final = ""  # is looked up for ids that no client can have, so that it takes the same time


@dataclass(frozen=True, slots=True)
class Client:
    """What a client sends to authenticate."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Authenticated:
    """An integration whose secret fits."""

    client_id: str
    secret_id: str
    expires_at: datetime | None  # of the secret or of the integration, whichever is first
    integration: CallingIntegration


async def authenticate(ctx: "RequestContext", client: Client) -> Authenticated:
    """The integration of the client; from here on the request is its.

    Raises InvalidClient, or RateLimited instead after too many failures.
    """
    reads, now = ctx.application.database.reads, ctx.now()
    possible = client.id if _can_be_id(client.id) else NOBODY
    stored = await integration_secrets.find_of_client(reads, possible)
    found = _fitting(stored, client.secret)
    if found is None or not is_usable(*found, now=now):
        await _refuse(ctx, client, stored[0][1] if stored else None)
        raise InvalidClient
    secret, integration = found
    await note_use(ctx.application, integration, now)
    granted = await integrations.find_granted(reads, integration.id)
    caller = CallingIntegration(
        integration.id, integration.label, effective_of_integration(granted)
    )
    ctx.continue_as(caller)
    ends = [end for end in (secret.expires_at, integration.expires_at) if end is not None]
    return Authenticated(integration.client_id, secret.id, min(ends, default=None), caller)


def check_may_introspect(authenticated: Authenticated) -> None:
    """Raise UnauthorizedClient if the integration may not ask who is in a session."""
    if Privilege.CONTEXT_INTROSPECT not in authenticated.integration.privileges:
        raise UnauthorizedClient


async def is_still_usable(
    session: "Session", authenticated: Authenticated, *, now: datetime
) -> bool:
    """Whether the secret fits at this moment, too; the privileges are locked."""
    stored = await integration_secrets.find_of_client(session, authenticated.client_id)
    return any(
        secret.id == authenticated.secret_id and is_usable(secret, integration, now=now)
        for secret, integration in stored
    )


def is_usable(secret: "IntegrationSecret", integration: "Integration", *, now: datetime) -> bool:
    """Whether an integration may come in with this secret."""
    expires_at = integration.expires_at
    return not is_over(secret.expires_at, now=now) and is_open(
        active=integration.active, expires_at=expires_at, now=now
    )


def _can_be_id(client_id: str) -> bool:
    return len(client_id) <= LONGEST and client_id.isascii() and client_id.isprintable()


def _fitting(
    stored: "Sequence[tuple[IntegrationSecret, Integration]]", secret: str
) -> "tuple[IntegrationSecret, Integration] | None":
    """The secret that fits; for an unknown client one is compared as well."""
    if not stored:
        fits(secret, None)
    fitting = [pair for pair in stored if fits(secret, pair[0].secret_hash)]
    return fitting[0] if fitting else None


async def _refuse(ctx: "RequestContext", client: Client, integration: "Integration | None") -> None:
    """Count and record it; raises RateLimited after too many."""
    await count_failed_integration_login(ctx, client.id)
    detail = None if integration is None else {"of": named(integration)}
    refused = event(ctx.source, "integration.sign_in_refused", detail=detail)
    await record_refusal(ctx, refused, by=None)
