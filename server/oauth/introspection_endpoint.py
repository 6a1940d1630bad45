"""`POST /oauth/introspect` (RFC 7662)."""

from typing import Any

from resolvers.oauth.authentication import Client
from resolvers.oauth.introspection import introspect
from resolvers.request.context import RequestContext
from server.oauth.form import Form, needed


async def serve(ctx: RequestContext, client: Client, form: Form) -> dict[str, Any]:
    """The claims of the token. `token_type_hint` is ignored: a token's form tells its kind."""
    return dict(await introspect(ctx, client, needed(form, "token")))
