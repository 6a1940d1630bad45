"""Rejects requests whose Host is not served here (421)."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.responses import refuse
from server.transport.known_origins import KnownOrigins

# The storefront looks up its hosts itself. Health probes come by address, and so do scrapes of
# metrics: they need a token, which a page that DNS rebinding leads here does not have.
CHECKED: Final = ("/graphql", "/admin", "/auth/", "/oauth", "/.well-known", "/api/", "/store-api/")


class HostCheck:
    """A defence against DNS rebinding, and against links with a made-up host."""

    def __init__(
        self, app: ASGIApp, known_origins: KnownOrigins, *, further: tuple[str, ...] = ()
    ) -> None:
        """`further` are paths to check besides those of CHECKED."""
        self._app = app
        self._known_origins = known_origins
        self._checked = CHECKED + further

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """RFC 9110, 15.5.20: 421 Misdirected Request."""
        if scope["type"] != "http" or not scope["path"].startswith(self._checked):
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).getlist("host")
        if len(sent) == 1 and await self._known_origins.serves(sent[0]):
            await self._app(scope, receive, send)
        else:
            await refuse(421, "This host is not served here.")(scope, receive, send)
