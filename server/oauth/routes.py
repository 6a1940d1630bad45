"""The routes of OAuth."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from server.oauth import introspection_endpoint, token_endpoint
from server.oauth.endpoint import OAuthEndpoint
from server.oauth.published import INTROSPECTION, JWKS, METADATA, TOKEN, Published
from server.settings.settings import Settings


def oauth_routes(settings: Settings, application: Application) -> Sequence[BaseRoute]:
    """The endpoints for integrations, and what services read about them."""
    published = Published(settings, application)
    return [
        Route(TOKEN, OAuthEndpoint(settings, application, token_endpoint.serve)),
        Route(INTROSPECTION, OAuthEndpoint(settings, application, introspection_endpoint.serve)),
        Route(METADATA, published.metadata),
        Route(JWKS, published.keys),
    ]
