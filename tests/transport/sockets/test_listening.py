"""What the listening sockets do: the kernel gives up answers that nobody reads (B5)."""

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import uvloop

from server.transport.sockets import listening

PATIENCE = 30  # seconds; it takes half a second, longer on a busy machine
MUCH = b"x" * 50_000_000  # more than the kernel takes


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "UNREAD", 500)


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    """The server's end of a connection whose client reads nothing."""
    opened = listening.open_sockets("127.0.0.1", 0)
    listening.listen(opened)
    with socket.create_connection(("127.0.0.1", listening.port_of(opened))):
        accepted, _ = opened[0].accept()
        with accepted:
            accepted.settimeout(PATIENCE)
            yield accepted
    listening.close(opened)


def test_b5_every_connection_has_a_minute(connection: socket.socket) -> None:
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


@pytest.mark.usefixtures("hasty")
def test_b5_a_client_that_reads_nothing_is_given_up(connection: socket.socket) -> None:
    with pytest.raises(TimeoutError) as given_up:
        connection.sendall(MUCH)

    assert given_up.value.errno == errno.ETIMEDOUT  # and not this socket's own time-out


def test_eight_connections_are_accepted_in_a_turn_of_the_loop() -> None:
    opened = listening.open_sockets("127.0.0.1", 0)
    listening.listen(opened)

    with ExitStack() as clients:
        for _ in range(20):
            address = ("127.0.0.1", listening.port_of(opened))
            clients.enter_context(socket.create_connection(address))
        by_turn = Counter(uvloop.run(turns_of_connections(listening.handles_of(opened), 20)))

    assert list(by_turn.values()) == [8, 8, 4]


async def turns_of_connections(handles: list[socket.socket], wanted: int) -> list[int]:
    """In which turn of the loop each connection came."""
    turn, found = 0, list[int]()

    class Noted(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            found.append(turn)
            transport.close()

    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Noted, sock=handle) for handle in handles]
    while len(found) < wanted:
        turn += 1
        await asyncio.sleep(0)
    for server in servers:
        server.close()
    return found
