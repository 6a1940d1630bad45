"""TLS in front of a PostgreSQL whose binaries have none, as its protocol asks for TLS."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

SSL_REQUEST: Final = struct.pack("!II", 8, 80877103)
CANCEL_REQUEST: Final = struct.pack("!II", 16, 80877102)
CHUNK: Final = 65_536  # bytes


class TlsFront:
    """Passes on what both sides say, and counts the sessions that were begun."""

    def __init__(self, server_url: str, tls: ssl.SSLContext) -> None:
        self.encrypted = self.clear = 0
        self._server = urlsplit(server_url)
        self._tls = tls
        self._port = 0

    def url(self, words: str, *, host: str = "localhost") -> str:
        """The URL of the database by way of this front, with these words."""
        account, _, _ = self._server.netloc.rpartition("@")
        netloc = f"{account}@{host}:{self._port}"
        return self._server._replace(netloc=netloc, query=words).geturl()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end; a client that breaks off says nothing more."""
        with suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.readexactly(8)
            is_encrypted = first == SSL_REQUEST
            if is_encrypted:
                writer.write(b"S")
                await writer.start_tls(self._tls)
                first = await reader.readexactly(8)
            if not first.startswith(CANCEL_REQUEST[:8]):
                self.encrypted += is_encrypted
                self.clear += not is_encrypted
            await self._relay(first, reader, writer)
        writer.transport.abort()

    async def _relay(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answers, server = await asyncio.open_connection(self._server.hostname, self._server.port)
        server.write(first)
        both = [
            asyncio.create_task(_pass_on(reader, server)),
            asyncio.create_task(_pass_on(answers, writer)),
        ]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        server.transport.abort()

    async def listen(self) -> asyncio.Server:
        """Listen on this machine alone."""
        listener = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self._port = listener.sockets[0].getsockname()[1]
        return listener


@asynccontextmanager
async def tls_front(server_url: str, tls: ssl.SSLContext) -> AsyncIterator[TlsFront]:
    """A front of the server of this URL."""
    made = TlsFront(server_url, tls)
    listener = await made.listen()
    try:
        yield made
    finally:
        listener.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
