"""What does every answer say to browsers? A page that says it itself is left alone."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
ONE_YEAR: Final = 31_536_000  # seconds


class SecurityHeaders:
    """Adds what is missing."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        """Strict-Transport-Security would lock out clients of plain http."""
        self._app = app
        self._headers = dict(ALWAYS)
        if is_https:
            self._headers["strict-transport-security"] = f"max-age={ONE_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of HTTP only."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
