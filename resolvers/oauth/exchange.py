"""Exchanges a customer's context token for a JWT for another service (RFC 8693)."""

from typing import TYPE_CHECKING

from auth.oauth import jwts
from auth.oauth.jwts import Jwt
from auth.oauth.refusals import InvalidGrant, InvalidTarget
from resolvers.oauth import keys, presences
from resolvers.oauth.authentication import Client, authenticate, check_may_introspect

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext


async def exchange(ctx: "RequestContext", client: Client, token: str, *, audience: str) -> Jwt:
    """A JWT of two minutes at most. Only context tokens are exchanged, so it never is again.

    Raises InvalidTarget for an audience that is not set, and InvalidGrant for a token of nobody, of
    a guest or of a session that is over.
    """
    authenticated = await authenticate(ctx, client)
    check_may_introspect(authenticated)
    rules = ctx.application.jwt_rules
    if audience not in rules.audiences:
        raise InvalidTarget
    presence = await presences.find_by_token(ctx, token)
    if presence is None:
        raise InvalidGrant
    key = await keys.find_signing(ctx.application, ctx.source)
    return jwts.make(
        presence,
        audience=audience,
        client_id=authenticated.client_id,
        rules=rules,
        key=key,
        now=ctx.now(),
    )
