"""Was the request meant for us? A name that is not ours leads to nobody's session."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.responses import refuse
from server.transport.known_origins import Places

# The storefront looks its hosts up itself; probes come by address, and so does who scrapes metrics:
# with a token, which no page that was led here by a false name can know.
CHECKED: Final = ("/graphql", "/admin")


class HostCheck:
    """Refuses requests for other hosts: DNS rebinding, and links that a client made up."""

    def __init__(self, app: ASGIApp, places: Places, *, further: tuple[str, ...] = ()) -> None:
        """`places` knows the hosts; `further` paths are checked as well."""
        self._app = app
        self._places = places
        self._checked = CHECKED + further

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """RFC 9110, 15.5.20: 421 says that the request was misdirected."""
        if scope["type"] != "http" or not scope["path"].startswith(self._checked):
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).getlist("host")
        if len(sent) == 1 and await self._places.is_ours(sent[0]):
            await self._app(scope, receive, send)
        else:
            await refuse(421, "This host is not served here.")(scope, receive, send)
