"""What services read about the OAuth endpoints: their addresses (RFC 8414) and the keys (JWKS)."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from auth.oauth.signing_keys import CACHED
from resolvers.application import Application
from resolvers.oauth.keys import find_verifying
from server.failures import unexpected
from server.media_types import JSON
from server.oauth.answers import failed
from server.oauth.exchange_grant import GRANT
from server.request_record import record_of
from server.responses import encode
from server.settings.settings import Settings

METADATA: Final = "/.well-known/oauth-authorization-server"
JWKS: Final = "/.well-known/jwks.json"
TOKEN: Final = "/oauth/token"  # noqa: S105 - a path
INTROSPECTION: Final = "/oauth/introspect"
_AUTHENTICATION: Final = ["client_secret_basic", "client_secret_post"]


class Published:
    """Both documents; they hold nothing secret."""

    def __init__(self, settings: Settings, application: Application) -> None:
        self._metadata = metadata(settings.public_url)
        self._application = application

    async def metadata(self, _request: Request) -> Response:
        """The same until the server starts again."""
        return _public(self._metadata)

    async def keys(self, request: Request) -> Response:
        """The keys of this moment, those that sign soon included."""
        try:
            now = self._application.clock()
            keys = await find_verifying(self._application, now=now)
        except Exception as fault:  # noqa: BLE001 - a client never sees a traceback
            record = record_of(request.scope)
            record.failures = unexpected(fault, record.id)
            return failed(record.failures[0])
        return _public({"keys": [key.as_dict(private=False) for key in keys]})


def metadata(issuer: str) -> dict[str, Any]:
    """RFC 8414, 2. There is no authorization endpoint, hence no response type."""
    return {
        "issuer": issuer,
        "token_endpoint": issuer + TOKEN,
        "introspection_endpoint": issuer + INTROSPECTION,
        "jwks_uri": issuer + JWKS,
        "grant_types_supported": ["client_credentials", GRANT],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": _AUTHENTICATION,
        "introspection_endpoint_auth_methods_supported": _AUTHENTICATION,
    }


def _public(body: object) -> Response:
    seconds = int(CACHED.total_seconds())
    headers = {
        "content-type": f"{JSON}; charset=utf-8",
        "cache-control": f"public, max-age={seconds}",
    }
    return Response(encode(body), headers=headers)
