"""A server that stops answers who is in its queue, and stops without a free file handle, too."""

import asyncio
import os
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from server.settings.settings import Settings
from server.transport import protocol, whole_answer
from server.transport.protocol import Protocol, Served
from server.transport.sockets.stopping import Server

REQUEST = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


@contextmanager
def handles_left(number: int) -> Iterator[None]:
    """As if the process might open so many files more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + number, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def server_of(config: uvicorn.Config) -> Server:
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    return server


async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
    write = whole_answer.writer(scope)
    assert write is not None
    write(200, b"content-length: 0\r\n", b"")


async def asked_after_a_while(connection: socket.socket) -> bytes:
    reader, writer = await asyncio.open_connection(sock=connection)
    await asyncio.sleep(0.2)  # what is closed at once is closed
    writer.write(REQUEST)
    try:
        return await reader.read()
    finally:
        writer.close()


async def test_who_waits_in_the_queue_is_answered_once_they_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protocol, "LAST_REQUEST", 30.0)  # a busy machine takes its time
    config = uvicorn.Config(
        Served(app, Settings()),
        lifespan="off",
        http=Protocol,
        ws="none",
        log_config=None,
        proxy_headers=False,
    )
    server = server_of(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await server.startup([listening])
        waiting = socket.create_connection(listening.getsockname())  # the loop accepts it later
        asking = asyncio.create_task(asked_after_a_while(waiting))
        await server.shutdown([listening])

    answer = await asking
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"connection: close\r\n" in answer


@pytest.mark.parametrize("left", [0, 1])
async def test_stops_without_a_free_file_handle(left: int) -> None:
    server = server_of(
        uvicorn.Config(Starlette(), lifespan="off", http="httptools", log_config=None)
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await server.startup([listening])
        address = listening.getsockname()
        with socket.create_connection(address), handles_left(left):  # the loop accepts it later
            await server.shutdown([listening])

    assert not any(each.is_serving() for each in server.servers)
