"""A relay to PostgreSQL that loses, or keeps back, the answer to a COMMIT."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from urllib.parse import urlsplit

WITHIN = 30  # seconds; a loaded machine takes its time
CHUNK = 65_536  # bytes


class Answer(Enum):
    """What becomes of the server's answer to a COMMIT."""

    PASSED_ON = "passed on"
    KEPT_BACK = "kept back"  # until `let_go`
    LOST = "lost"  # with its connection


class Relay:
    """Passes on what both sides say; `after_commit` says what it does otherwise."""

    def __init__(self, server_url: str) -> None:
        self.after_commit = Answer.PASSED_ON
        self.connections = 0  # that were opened so far; a request to cancel is one as well
        self.answered = asyncio.Event()  # the server has answered a COMMIT
        self._server_url = urlsplit(server_url)
        self._port = 0
        self._let_go = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The URL of the database by way of this relay."""
        account, _, _ = self._server_url.netloc.rpartition("@")
        return self._server_url._replace(netloc=f"{account}@127.0.0.1:{self._port}").geturl()

    def let_go(self) -> None:
        """Pass on what was kept back."""
        self._let_go.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection to its end."""
        self.connections += 1
        server_reader, server_writer = await asyncio.open_connection(
            self._server_url.hostname, self._server_url.port
        )
        committing = asyncio.Event()
        both = [
            asyncio.create_task(_ask(reader, server_writer, committing)),
            asyncio.create_task(self._answer(server_reader, writer, committing)),
        ]
        self._tasks.update(both)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        for side in (writer, server_writer):
            side.transport.abort()

    async def end(self) -> None:
        """Drop every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(
        self, server: asyncio.StreamReader, client: asyncio.StreamWriter, committing: asyncio.Event
    ) -> None:
        while data := await server.read(CHUNK):
            if committing.is_set():
                committing.clear()
                self.answered.set()
                if self.after_commit is Answer.LOST:
                    return
                if self.after_commit is Answer.KEPT_BACK:
                    await self._let_go.wait()
            client.write(data)


async def _ask(
    client: asyncio.StreamReader, server: asyncio.StreamWriter, committing: asyncio.Event
) -> None:
    while data := await client.read(CHUNK):
        if b"COMMIT" in data:
            committing.set()
        server.write(data)


@asynccontextmanager
async def relay(server_url: str) -> AsyncIterator[Relay]:
    """A relay to the server of this URL."""
    made = Relay(server_url)
    listener = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made._port = listener.sockets[0].getsockname()[1]  # noqa: SLF001
    try:
        yield made
    finally:
        listener.close()
        await made.end()
