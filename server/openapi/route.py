"""`/openapi.json`: the OpenAPI 3.1 document of Shopware's routes and of OAuth."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.media_types import JSON
from server.openapi import oauth_paths, shopware_paths
from server.openapi.schemas import SCHEMAS, SECURITY
from server.responses import encode
from server.settings.settings import Settings
from server.version import __version__

PATH: Final = "/openapi.json"


def openapi_route(settings: Settings) -> Route:
    """The route; the document is the same until the server starts again."""
    body = encode(document(settings.public_url))

    async def answer(_request: Request) -> Response:
        headers = {"content-type": f"{JSON}; charset=utf-8", "cache-control": "no-cache"}
        return Response(body, headers=headers)

    return Route(PATH, answer)


def document(url: str) -> Mapping[str, Any]:
    """The document for the server at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "imitate",
            "version": __version__,
            "description": "The routes of Shopware that its clients need to log in as a customer, "
            "and the OAuth endpoints for services. Everything else is served by `/graphql`.",
        },
        "servers": [{"url": url}],
        "paths": {**shopware_paths.PATHS, **oauth_paths.PATHS},
        "components": {"schemas": SCHEMAS, "securitySchemes": SECURITY},
    }
