"""B5: an answer that nobody reads is given up; the kernel does it."""

import errno
import socket
from collections.abc import Iterator

import pytest

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
