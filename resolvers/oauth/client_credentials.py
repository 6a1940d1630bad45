"""Gives an integration a bearer token for its secret (RFC 6749, 4.4)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.oauth.refusals import InvalidClient
from auth.sign_in import tokens
from auth.sign_in.integrations import BEARER_LIFETIME
from auth.sign_in.tokens import TokenKind
from db.engine.locks import Lock, Subject, locks
from db.statements.imitation import audit
from db.statements.oauth import integration_sessions
from resolvers.audit.recording import event
from resolvers.oauth.authentication import Client, authenticate, is_still_usable

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext

DECIDED_BY: Final = locks(Lock(Subject.PRIVILEGES, shared=True))  # no integration is changed


@dataclass(frozen=True, slots=True)
class GivenToken:
    """The answer, the only one that ever holds the token."""

    access_token: str
    expires_in: timedelta


async def give_token(ctx: "RequestContext", client: Client) -> GivenToken:
    """A bearer token for ten minutes, or until the secret or the integration ends.

    Raises InvalidClient, or RateLimited instead after too many failures.
    """
    authenticated = await authenticate(ctx, client)
    token, token_hash = tokens.new(TokenKind.INTEGRATION)
    async with ctx.application.database.transaction(DECIDED_BY) as session:
        source = ctx.source
        if not await is_still_usable(session, authenticated, now=source.at):
            raise InvalidClient
        lifetime = BEARER_LIFETIME
        if authenticated.expires_at is not None:
            lifetime = min(lifetime, authenticated.expires_at - source.at)
        given = integration_sessions.addition(
            token_hash, secret_id=authenticated.secret_id, expires_at=source.at + lifetime
        )
        await session.write(given, audit.addition(event(source, "integration.signed_in")))
    return GivenToken(token, lifetime)
