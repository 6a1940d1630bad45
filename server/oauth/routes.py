"""The routes of OAuth."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from server.oauth import token_endpoint
from server.oauth.endpoint import OAuthEndpoint
from server.settings.settings import Settings


def oauth_routes(settings: Settings, application: Application) -> Sequence[BaseRoute]:
    """The endpoints for integrations."""
    return [Route("/oauth/token", OAuthEndpoint(settings, application, token_endpoint.serve))]
