"""Lets pages of other origins read the answers of the APIs: those of the channel's domains.

A preflight carries no access key, so it is granted to the domains of every active channel; the
answer itself can be read only by pages of its own channel. Cookies are never allowed.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.media_types import is_form
from server.responses import refuse
from server.transport.header_names import ACCESS_KEY, CONTEXT_TOKEN, LANGUAGE
from server.transport.known_origins import KnownOrigins

PATH: Final = "/graphql"
SHOPWARE: Final = ("/api/", "/store-api/")
SHOPWARE_METHODS: Final = "GET, POST, PATCH, DELETE"
REQUEST_HEADERS: Final = ", ".join(
    (
        *("accept", "accept-language", "authorization", "content-type"),
        *(ACCESS_KEY, CONTEXT_TOKEN, LANGUAGE),
    )
)
RESPONSE_HEADERS: Final = (CONTEXT_TOKEN, "retry-after")
# What the middleware adds to every answer, so that caches keep those of two origins apart.
VARY: Final = ("vary", "Origin")
PREFLIGHT_LIFETIME: Final = "600"  # seconds


class Cors:
    """Decides by the known origins; Starlette's middleware then writes the headers of the answer.

    Preflights are answered here, because Starlette's answers them before an origin can be looked
    up, and refuses them in plain text.
    """

    def __init__(self, app: ASGIApp, known_origins: KnownOrigins) -> None:
        self._app = app
        self._known_origins = known_origins
        self._unreadable = CORSMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            app: ASGIApp = await self._preflight(origin, scope["path"])
        else:
            app = await self._readable(origin, headers.get(ACCESS_KEY))
            if app is self._unreadable and origin is not None and _is_unasked(headers):
                app = _foreign()
        await app(scope, receive, send)

    async def _readable(self, origin: str | None, access_key: str | None) -> ASGIApp:
        if origin is None or not await self._known_origins.may_read(origin, access_key):
            return self._unreadable
        return CORSMiddleware(self._app, allow_origins=(origin,), expose_headers=RESPONSE_HEADERS)

    async def _preflight(self, origin: str | None, path: str) -> Response:
        if origin is None or not await self._known_origins.may_read(origin, None):
            return _foreign()
        return Response(
            status_code=204,
            headers={
                "vary": "Origin",
                "access-control-allow-origin": origin,
                "access-control-allow-methods": "POST" if path == PATH else SHOPWARE_METHODS,
                "access-control-allow-headers": REQUEST_HEADERS,
                "access-control-max-age": PREFLIGHT_LIFETIME,
            },
        )


def _is_unasked(headers: Headers) -> bool:
    """Whether browsers send such a body without a preflight: it is refused here in its place.

    Forms of a foreign page would else guess passwords until the network of its visitors is locked.
    """
    return is_form(headers.getlist("content-type"))


def _foreign() -> Response:
    return refuse(403, "Pages of this origin may not ask.", headers={"vary": "Origin"})


def _is_api(path: str) -> bool:
    return path == PATH or path.startswith(SHOPWARE)
