"""Which pages of other origins may read the answers of `/graphql`? Those of the channel's domains.

A preflight carries no access key, so there the domains of every channel count; the answer itself
can be read by those of its own channel alone. Cookies are never sent along.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.endpoint.credentials import ACCESS_KEY, CONTEXT_TOKEN
from server.responses import refuse
from server.transport.known_origins import Places

PATH: Final = "/graphql"
ASKABLE: Final = (
    "accept, accept-language, authorization, content-type, "
    "sw-access-key, sw-context-token, sw-language-id"
)
KEPT: Final = "600"  # seconds that a browser relies on a preflight


class Cors:
    """The Fetch standard, 3.2."""

    def __init__(self, app: ASGIApp, places: Places) -> None:
        """`places` knows the origins."""
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of `/graphql` only."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await (await self._preflight(origin))(scope, receive, send)
            return
        readable = origin is not None and await self._places.may_read(
            origin, headers.get(ACCESS_KEY)
        )
        answer = _reading(send, origin if readable else None)
        await self._app(scope, receive, answer)

    async def _preflight(self, origin: str | None) -> Response:
        vary = {"vary": "Origin"}
        if origin is None or not await self._places.may_read(origin, None):
            return refuse(403, "Pages of this origin may not ask.", headers=vary)
        return Response(
            status_code=204,
            headers={
                **vary,
                "access-control-allow-origin": origin,
                "access-control-allow-methods": "POST",
                "access-control-allow-headers": ASKABLE,
                "access-control-max-age": KEPT,
            },
        )


def _reading(send: Send, origin: str | None) -> Send:
    async def send_with_origin(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = f"{CONTEXT_TOKEN}, retry-after"
        await send(message)

    return send_with_origin
