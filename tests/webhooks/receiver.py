"""A receiver of webhooks that behaves as a test wants, and remembers what it got."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

ANSWER = b"HTTP/1.1 %d Said\r\ncontent-length: 2\r\n\r\nok"


@dataclass(frozen=True)
class Received:
    """One request."""

    line: str
    headers: dict[str, str]
    text: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.text)

    @property
    def kind(self) -> str:
        return str(self.body["type"])

    @property
    def data(self) -> dict[str, Any]:
        return self.body["data"]


Behaviour = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


def answering(status: int) -> Behaviour:
    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWER % status)
        await writer.drain()

    return answer


@dataclass
class Receiver:
    """Everything that was asked, in its order; `behave` decides what is answered."""

    port: int = 0
    scheme: str = "http"
    host: str = "127.0.0.1"
    secret: str = ""
    behave: Behaviour = field(default_factory=lambda: answering(204))
    got: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/hooks"

    @property
    def kinds(self) -> list[str]:
        return [received.kind for received in self.got]

    def verify_all(self) -> None:
        """Verify every signature by the library, which others have written."""
        for received in self.got:
            Webhook(self.secret).verify(received.text, received.headers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = [line.split(": ", 1) for line in head[1:] if line]
            headers = {name.lower(): value for name, value in pairs}
            text = (await reader.readexactly(int(headers["content-length"]))).decode()
            self.got.append(Received(head[0], headers, text))
            await self.behave(self.got[-1], writer)
        writer.close()


@asynccontextmanager
async def receiving(receiver: Receiver, tls: ssl.SSLContext | None = None) -> AsyncIterator[None]:
    """Let it listen, at the same port as before if it has one; its connections end at once."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await receiver.serve(reader, writer)
        writer.transport.abort()
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", receiver.port, ssl=tls)
    receiver.port = int(server.sockets[0].getsockname()[1])
    try:
        yield
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
