"""Tells an integration who is in a customer session, by its token or by a JWT (RFC 7662)."""

import re
from typing import TYPE_CHECKING, Any, Final

from auth.oauth import jwts
from resolvers.oauth import keys, presences
from resolvers.oauth.authentication import Client, authenticate, check_may_introspect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resolvers.request.context import RequestContext

INACTIVE: Final = {"active": False}  # RFC 7662, 2.2: nothing tells why
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OF_JWT: Final = ("iss", "aud", "client_id", "iat", "jti")


async def introspect(ctx: "RequestContext", client: Client, token: str) -> "Mapping[str, Any]":
    """The claims of this moment; INACTIVE for whatever is not a live customer's session.

    Nothing is kept between two calls: a session that has ended on another process is over here.
    """
    check_may_introspect(await authenticate(ctx, client))
    if token.count(".") == 2:  # noqa: PLR2004 - RFC 7515, 3.1: a JWS has three parts
        return await _of_jwt(ctx, token)
    presence = await presences.find_by_token(ctx, token)
    if presence is None:
        return INACTIVE
    return {"active": True, **presence.claims(), "exp": int(presence.ends_at.timestamp())}


async def _of_jwt(ctx: "RequestContext", token: str) -> "Mapping[str, Any]":
    """A JWT is active as long as the session is for which it was made."""
    rules, now = ctx.application.jwt_rules, ctx.now()
    known = await keys.find_verifying(ctx.application, now=now)
    claims = jwts.claims_of(token, rules=rules, keys=known, now=now)
    if claims is None or not _ID.fullmatch(str(claims.get("sid"))):
        return INACTIVE
    presence = await presences.find_by_id(ctx, claims["sid"])
    if presence is None or not presence.is_of(claims):
        return INACTIVE
    exp = min(claims["exp"], int(presence.ends_at.timestamp()))
    said = {name: claims[name] for name in _OF_JWT}
    return {"active": True, **said, **presence.claims(), "exp": exp}
