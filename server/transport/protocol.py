"""Closes connections that send no complete request; uvicorn itself waits for ever.

Which connection gives way where there are too many is decided in sockets/connections.py.
"""

from asyncio import TimerHandle, Transport
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.settings.transport import TransportSettings
from server.transport import whole_answer
from server.transport.sockets.connections import Connection, Connections, Standing
from server.transport.sockets.refusals import busy, whole_refusal
from server.transport.sockets.upgrade import BodyAfterUpgrade, has_body
from server.transport.trailers import TRAILERS

LAST_REQUEST: Final = 1.0  # seconds in which it may come while the server stops
ASKS_LATER: Final = (Standing.SILENT, Standing.KEPT)
PIPELINED: Final = 32  # requests that wait for the answer to the one before; each takes 3 KB


class TooManyPipelined(Exception):
    """A client sends further requests without an end before it has the answers."""


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 with a time limit and a size limit for the request line and the headers.

    The limits of the body are in request_limits.py; the time between two requests is limited by
    uvicorn's keep-alive. The size limit holds for trailers, too.
    """

    _connection: Connection
    _deadline: TimerHandle | None = None
    _reads_head = False
    _head = 0  # bytes of a request line and headers that are incomplete
    _chunk: int | None = None  # bytes since the head of the last chunk of a body
    _is_last = False  # the server stops: the connection ends with one request
    _at_work: RequestResponseCycle | None = None  # its answer is next; uvicorn's cycle is read last

    def __init__(self, config: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's
        """The limits come with the application: see Served."""
        super().__init__(config, *args, **options)
        self._limits: TransportSettings = config.loaded_app.limits
        self._open_connections: Connections = config.loaded_app.connections

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Start the time limit at once: a client that sends nothing is closed, too."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""  # it may be gone already
        self._connection = self._open_connections.open(address, transport.abort)
        self.loop.call_soon(self._open_connections.settle, self._connection)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._open_connections.forget(self._connection)
        if self._at_work is not None and not self._at_work.response_complete:
            # uvicorn tells the newest request alone; the loop refuses to write the answer to this.
            self._at_work.disconnected = True
            self._at_work.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes that come before the body, and those behind its chunks."""
        if self._chunk is not None:
            if self._chunk > self._limits.limit_body + self._limits.limit_headers:
                self._refuse(431, "The trailers are too large.")
                return
            self._chunk += len(data)
        super().data_received(data)
        if self._deadline is None and (self._reads_head or self._is_idle()):
            self._wait_for_head()
        if self._deadline is not None and not self.transport.is_closing():
            self._head += len(data)
            if self._head > self._limits.limit_headers + self._limits.limit_uri:
                self._refuse(431, "The headers are too large.")
        self._stand()

    def on_message_begin(self) -> None:
        """Most heads come whole: data_received starts the time limit of those that do not."""
        super().on_message_begin()
        self._reads_head = True
        self._chunk = None

    def on_headers_complete(self) -> None:
        """From here on request_limits.py watches the time."""
        self._reads_head = False
        self._stop_waiting()
        if len(self.pipeline) >= PIPELINED:
            raise TooManyPipelined  # the parser stops here, and has send_400_response called
        if self.parser.should_upgrade() and has_body(self.headers):
            raise BodyAfterUpgrade
        if not self._open_connections.may_ask(self._connection):
            self.app = busy
        super().on_headers_complete()
        if self._is_last:
            self.cycle.keep_alive = False
        self.headers = TRAILERS

    def on_chunk_header(self) -> None:
        """The parser keeps a trailer until its end: it must come soon."""
        self._chunk = 0

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's
        self._at_work = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The answer is written; a request that has come meanwhile is next."""
        super().on_response_complete()
        self._stand()

    def pause_writing(self) -> None:
        """The client does not read its answer. The kernel ends that: see sockets/listening.py."""
        super().pause_writing()
        self._stand()

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._stand()

    def send_400_response(self, msg: str) -> None:
        """Answer in JSON, as everywhere."""
        self._refuse(400, msg)

    def shutdown(self) -> None:
        """The server stops. A request that is on its way is answered, and is the last."""
        if self._standing() in ASKS_LATER and not self._is_last:
            self._is_last = True
            self.loop.call_later(LAST_REQUEST, self.shutdown)
        else:
            super().shutdown()

    def _stand(self) -> None:
        self._open_connections.stand(self._connection, self._standing())

    def _standing(self) -> Standing:
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's own type omits None
        if cycle is None:
            return Standing.SILENT
        if self.flow.write_paused:
            return Standing.HELD_UP
        if cycle.response_complete:
            return Standing.KEPT
        # What follows an unanswered request is not read, so its body is late by no fault of theirs.
        return Standing.HELD_UP if cycle.more_body and not self.pipeline else Standing.BUSY

    def _is_idle(self) -> bool:
        """Whether neither a request nor uvicorn's keep-alive is under way: a line was empty."""
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's own type omits None
        done = cycle is None or cycle.response_complete
        return done and self.timeout_keep_alive_task is None and not self.transport.is_closing()

    def _owes_an_answer(self) -> bool:
        """Whether a request before the one that is read has no answer yet."""
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's own type omits None
        waits = cycle is not None and not cycle.response_complete
        return bool(self.pipeline) or (self._reads_head and waits)

    def _wait_for_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(self._limits.receive_timeout, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._refuse(408, "The headers took too long.")

    def _refuse(self, status: int, text: str) -> None:
        self._stop_waiting()
        if self._owes_an_answer():  # for which the refusal would be taken
            self.transport.close()
            return
        if not self.transport.is_closing():
            self.transport.write(whole_refusal(status, text))
            self.transport.close()


class Served:
    """An application together with the limits that Protocol enforces for it."""

    def __init__(self, app: ASGIApp, limits: TransportSettings) -> None:
        self._app = app
        self.limits = limits
        self.connections = Connections(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole_answer.offer(scope, send)
        try:
            await self._app(scope, receive, send)
        finally:
            whole_answer.withdraw(scope)
