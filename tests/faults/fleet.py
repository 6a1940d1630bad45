"""Several servers on one database, each of which may be killed at any moment."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.support.engines.kept import CHEAP
from tests.support.servers import PROGRAM, STARTS_WITHIN, Server, free_port, start

UNLIMITED = {
    "rate_account_logins": 0,
    "rate_address_logins": 0,
    "rate_user_tokens": 0,
    "rate_address_tokens": 0,
    "imitations_per_user": 1000,
}
PATIENCE = 30  # seconds that a client waits for an answer


class Fleet:
    """Servers, any of which clients may ask."""

    def __init__(self, folder: Path, database_url: str, size: int) -> None:
        self._folder = folder
        self._settings = {
            "database_url": database_url,
            "token_lifetime": 3600,
            **UNLIMITED,
            **CHEAP,
        }
        self._servers = [self._launch(free_port()) for _ in range(size)]
        self._clients = [server.async_client(timeout=PATIENCE) for server in self._servers]
        self._answering: list[int] = []
        self._some_answer = asyncio.Event()

    def _launch(self, port: int, *options: str, program: Sequence[str] = PROGRAM) -> Server:
        genuine = program != PROGRAM
        return start(
            self._folder, port, *options, program=program, genuine=genuine, **self._settings
        )

    async def add(self, *options: str, program: Sequence[str] = PROGRAM) -> int:
        """Start one more; its position, once it is ready."""
        self._servers.append(self._launch(free_port(), *options, program=program))
        self._clients.append(self._servers[-1].async_client(timeout=PATIENCE))
        await self.ready(len(self._servers) - 1)
        return len(self._servers) - 1

    def client(self, position: int) -> httpx.AsyncClient:
        """The client of this server."""
        return self._clients[position]

    @property
    def log(self) -> str:
        """The log lines of all servers."""
        return self._servers[0].log.read_text()

    async def any(self) -> httpx.AsyncClient:
        """A client of a server that answered last time."""
        await self._some_answer.wait()
        return self._clients[random.choice(self._answering)]

    async def ready(self, *positions: int) -> None:
        """Wait until these servers, or all, are ready; fail the test where one is not."""
        async with asyncio.timeout(STARTS_WITHIN):
            await asyncio.gather(*map(self._ready, positions or range(len(self._servers))))

    async def stop(self, position: int) -> int:
        """Stop one as a load balancer does: ask it no more, then SIGTERM; its exit status."""
        self._answering.remove(position)
        return await asyncio.to_thread(self._servers[position].stop)

    def kill(self, *positions: int) -> None:
        """End these as a crash would (kill -9); the others continue."""
        for position in positions:
            self._answering.remove(position)
            self._servers[position].process.kill()
        if not self._answering:
            self._some_answer.clear()

    async def restart(self) -> None:
        """Start those again that were killed, and wait for them."""
        for position, server in enumerate(self._servers):
            if server.process.exitcode is not None:
                self._servers[position] = self._launch(server.port)
        await self.ready()

    async def end(self) -> None:
        """Kill all of them, for good."""
        for server in self._servers:
            server.process.kill()
        for client in self._clients:
            await client.aclose()

    async def _ready(self, position: int) -> None:
        while not await self._is_ready(position):
            assert self._servers[position].process.exitcode is None, self.log
            await asyncio.sleep(0.02)
        if position not in self._answering:
            self._answering.append(position)
            self._some_answer.set()

    async def _is_ready(self, position: int) -> bool:
        try:
            return (await self._clients[position].get("/health/ready")).is_success
        except httpx.TransportError:
            return False


@asynccontextmanager
async def fleet(folder: Path, database_url: str, size: int) -> AsyncIterator[Fleet]:
    """Servers that are ready; killed at the end."""
    servers = Fleet(folder, database_url, size)
    try:
        await servers.ready()
        yield servers
    finally:
        await servers.end()
