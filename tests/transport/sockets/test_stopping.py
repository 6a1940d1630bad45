"""A server that has no file handle left stops all the same."""

import os
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette

from server.transport.sockets.stopping import Server


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


@pytest.mark.parametrize("left", [0, 1])
async def test_stops_without_a_free_file_handle(left: int) -> None:
    config = uvicorn.Config(Starlette(), lifespan="off", http="httptools", log_config=None)
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await server.startup([listening])
        address = listening.getsockname()
        with socket.create_connection(address), handles_left(left):  # the loop accepts it later
            await server.shutdown([listening])

    assert not any(each.is_serving() for each in server.servers)
