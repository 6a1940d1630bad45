"""The grant of RFC 8693: what it reads from the form, and its answer."""

from typing import Any, Final

from auth.oauth.refusals import InvalidRequest, InvalidTarget
from resolvers.oauth.authentication import Client
from resolvers.oauth.exchange import exchange
from resolvers.request.context import RequestContext
from server.oauth.form import Form, needed

GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
CONTEXT_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - RFC 8693, 3
JWT: Final = "urn:ietf:params:oauth:token-type:jwt"
FOREIGN: Final = ("actor_token", "actor_token_type")  # the session itself says who acts


async def serve(ctx: RequestContext, client: Client, form: Form) -> dict[str, Any]:
    """The answer of RFC 8693, 2.2.1."""
    token, audience = needed(form, "subject_token"), needed(form, "audience")
    if needed(form, "subject_token_type") != CONTEXT_TOKEN:
        raise InvalidRequest("Only context tokens are exchanged, as access tokens.")
    if form.get("requested_token_type", JWT) != JWT:
        raise InvalidRequest("Only JWTs are made.")
    if any(name in form for name in FOREIGN):
        raise InvalidRequest("No actor is named: the session says who it is.")
    if "resource" in form:
        raise InvalidTarget
    made = await exchange(ctx, client, token, audience=audience)
    return {
        "access_token": made.token,
        "issued_token_type": JWT,
        "token_type": "Bearer",
        "expires_in": int(made.expires_in.total_seconds()),
    }
