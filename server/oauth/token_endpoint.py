"""`POST /oauth/token`: each grant with what it reads from the form and answers."""

from collections.abc import Mapping
from typing import Any, Final

from auth.oauth.refusals import InvalidScope, UnsupportedGrantType
from resolvers.oauth.authentication import Client
from resolvers.oauth.client_credentials import give_token
from resolvers.request.context import RequestContext
from server.oauth import exchange_grant
from server.oauth.endpoint import Serve
from server.oauth.form import Form, needed


async def serve(ctx: RequestContext, client: Client, form: Form) -> dict[str, Any]:
    """The answer of the grant that the form names."""
    grant = GRANTS.get(needed(form, "grant_type"))
    if grant is None:
        raise UnsupportedGrantType
    if "scope" in form:
        raise InvalidScope
    return await grant(ctx, client, form)


async def _client_credentials(ctx: RequestContext, client: Client, _form: Form) -> dict[str, Any]:
    given = await give_token(ctx, client)
    return {
        "access_token": given.access_token,
        "token_type": "Bearer",
        "expires_in": int(given.expires_in.total_seconds()),
    }


GRANTS: Final[Mapping[str, Serve]] = {
    "client_credentials": _client_credentials,
    exchange_grant.GRANT: exchange_grant.serve,
}
