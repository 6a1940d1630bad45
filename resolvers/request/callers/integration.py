"""Looks up the integration of a bearer token, with what is true of it at this moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from auth.errors import Unauthenticated
from auth.privileges import effective_of_integration
from auth.sign_in import tokens
from auth.sign_in.integrations import is_open, is_over
from auth.sign_in.sessions import ACTIVITY_INTERVAL, activity_is_due
from auth.sign_in.tokens import TokenKind
from db.notes import noted
from db.statements.oauth import integration_sessions, integrations

if TYPE_CHECKING:
    from datetime import datetime

    from db.models import Integration
    from resolvers.application import Application


@dataclass(frozen=True, slots=True)
class CallingIntegration:
    """The integration that calls, with the privileges that it holds at this moment."""

    id: str
    label: str
    privileges: frozenset[str]
    user: ClassVar[None] = None  # no person stands behind the call
    admin: ClassVar[bool] = False


async def find_integration(
    application: "Application", access_token: str | None
) -> CallingIntegration:
    """The integration of the token; raises Unauthenticated. Notes that it is used."""
    token_hash = tokens.hash_of(TokenKind.INTEGRATION, access_token)
    if token_hash is None:
        raise Unauthenticated
    found = await integration_sessions.get(application.database, token_hash)
    now = application.clock()
    if found is None or is_over(found.expires_at, now=now):
        raise Unauthenticated
    integration = found.integration
    if is_over(found.secret_expires_at, now=now) or not is_open(
        active=integration.active, expires_at=integration.expires_at, now=now
    ):
        raise Unauthenticated
    await note_use(application, integration, now)
    privileges = effective_of_integration(found.granted)
    return CallingIntegration(integration.id, integration.label, privileges)


async def note_use(application: "Application", integration: "Integration", now: "datetime") -> None:
    """Note that an integration is used, at most once a minute."""
    used = integration.last_used_at
    if used is None or activity_is_due(used, now):
        notes, since = application.database.notes, now - ACTIVITY_INTERVAL
        await noted(integrations.mark_used(notes, integration.id, now=now, unless_since=since))
