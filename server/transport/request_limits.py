"""Rejects requests that are too large or too slow, before they are read further."""

import asyncio
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auth.vocabulary import ErrorCode
from server.responses import refuse
from server.settings.limits import LimitSettings

BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# The rest of a body would otherwise keep the connection open.
CLOSE: Final = {"connection": "close"}


class Disconnected(Exception):
    """The client disconnected before its request was complete."""


class TooLarge(Exception):
    """The body has more bytes than the limit."""


class RequestLimits:
    """Reads the whole body first and then hands it over in one piece.

    A client that sends slowly therefore holds nothing but its connection.
    """

    def __init__(self, app: ASGIApp, limits: LimitSettings) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refuse_head(scope)
        if refusal is None and _has_body(scope):
            try:
                receive = await self._read(receive)
            except Disconnected:
                return
            except TooLarge:
                refusal = self._too_large()
            except TimeoutError:
                text = f"A request is sent within {self._limits.receive_timeout} seconds."
                refusal = _limit(408, text)
        await (refusal or self._app)(scope, receive, send)

    def _refuse_head(self, scope: Scope) -> Response | None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        uri = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        size = sum(len(name) + len(value) + 4 for name, value in headers)  # 4: ": " and CRLF
        if uri > self._limits.limit_uri:
            return _limit(414, f"A URI has at most {self._limits.limit_uri} bytes.")
        if len(headers) > self._limits.limit_header_fields or size > self._limits.limit_headers:
            return _limit(431, f"Headers have at most {self._limits.limit_headers} bytes.")
        lengths = [value for name, value in headers if name == b"content-length"]
        if any(not _at_most(length, self._limits.limit_body) for length in lengths):
            return self._too_large()
        return None

    def _too_large(self) -> Response:
        return _limit(413, f"A body has at most {self._limits.limit_body} bytes.")

    async def _read(self, receive: Receive) -> Receive:
        body = bytearray()
        async with asyncio.timeout(self._limits.receive_timeout):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > self._limits.limit_body:
                    raise TooLarge
        return _replay(bytes(body), receive)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _has_body(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return scope["method"] not in BODILESS or not names.isdisjoint(
        {b"content-length", b"transfer-encoding"}
    )


def _at_most(length: bytes, maximum: int) -> bool:
    length = length.strip(b" \t")  # RFC 9110, 5.5: blanks around a value are no part of it
    return length.isdigit() and len(length) <= len(str(maximum)) and int(length) <= maximum


def _limit(status: int, text: str) -> Response:
    return refuse(status, text, code=ErrorCode.GRAPHQL__LIMIT_EXCEEDED, headers=CLOSE)
