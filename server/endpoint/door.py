"""Takes plain requests straight to their operation; all others go through the middleware.

A request is handed on before anything of it has run. What the middleware adds to an answer is
added here as well: a test sends each kind of request both ways and compares.
"""

from collections.abc import Awaitable, Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.endpoint import plain_request
from server.endpoint.data import Data
from server.endpoint.view import GraphQLView
from server.request_record import RequestRecord, record_of
from server.settings.settings import Settings
from server.transport import whole_answer
from server.transport.cors import VARY
from server.transport.known_origins import KnownOrigins
from server.transport.security_headers import security_headers


class Door:
    """ASGI middleware, inside of what begins and reports the request record."""

    def __init__(
        self, app: ASGIApp, view: GraphQLView, known_origins: KnownOrigins, settings: Settings
    ) -> None:
        """`app` is the long way, to the same `view`."""
        self._app = app
        self._view = view
        self._known_origins = known_origins
        self._settings = settings
        self._longest = settings.limit_body
        self._headers = [
            (name.encode(), value.encode())
            for name, value in (VARY, *security_headers(is_https=settings.is_https).items())
        ]
        self._lines = whole_answer.lines(self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = plain_request.read(scope, self._settings)
        if plain is None or not self._known_origins.serves_surely(plain.host):
            await self._app(scope, receive, send)
            return
        body = whole_answer.body_of(scope)
        if body is None:
            body, receive = _receive_at_once(receive)
        prepared = None
        if body is not None and len(body) <= self._longest:
            prepared = self._view.prepare_plainly(body)
        if prepared is None:
            await self._app(scope, receive, send)
            return
        record = record_of(scope)
        record.prepared = prepared
        answer = await self._view.answer_plainly(record, plain.facts(scope, record.id))
        if isinstance(answer, Response):
            answer.raw_headers.extend(self._headers)
            await answer(scope, receive, send)
        else:
            await self._send(answer, record, scope, send)

    async def _send(self, data: Data, record: RequestRecord, scope: Scope, send: Send) -> None:
        write = whole_answer.writer(scope)
        if write is None:
            headers = [*data.headers, *self._headers]
            await send({"type": "http.response.start", "status": data.status, "headers": headers})
            await send({"type": "http.response.body", "body": data.body})
            return
        record.status = data.status
        write(data.status, data.lines + self._lines, data.body)


def _receive_at_once(receive: Receive) -> tuple[bytes | None, Receive]:
    """The body if all of it is there, else None; and how the request is received from here on."""
    messages: list[Message] = []
    while True:
        waiting: Coroutine[Any, Any, Message] = receive()  # type: ignore[assignment]  # servers' are coroutines
        try:
            awaited = waiting.send(None)
        except StopIteration as done:
            messages.append(done.value)
        else:
            return None, _replay(messages, receive, _go_on(waiting, awaited))
        if messages[-1]["type"] != "http.request":
            return None, _replay(messages, receive)
        if not messages[-1].get("more_body", False):
            body = b"".join(message.get("body", b"") for message in messages)
            return body, _replay(messages, receive)


def _replay(
    messages: list[Message], receive: Receive, begun: Awaitable[Message] | None = None
) -> Receive:
    """Receives the messages once more, then the one that is waited for, then what follows."""
    waiting = [begun] if begun is not None else []

    async def receive_again() -> Message:
        if messages:
            return messages.pop(0)
        return await waiting.pop() if waiting else await receive()

    return receive_again


@coroutine
def _go_on(waiting: Coroutine[Any, Any, Message], awaited: object) -> Generator[Any, Any, Message]:
    """Awaits a coroutine that has already yielded what it waits for."""
    while True:
        try:
            sent = yield awaited
        except BaseException as thrown:  # noqa: BLE001 - a cancellation is handed in
            step = partial(waiting.throw, thrown)
        else:
            step = partial(waiting.send, sent)
        try:
            awaited = step()
        except StopIteration as done:
            answer: Message = done.value
            return answer
