"""Fields behind a chunked body are no headers: a proxy has not checked them."""

import socket
from collections.abc import Iterator

import pytest

from server.transport.trailers import TRAILERS
from tests.support.servers import Server, served

BODY = b'{"query": "{ __typename }"}'
HEAD = (
    b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(BODY), BODY)
)
ANSWER = b'{"data":{"__typename":"Query"}}'
ENDLESS = 64 * 1024 * 1024  # bytes; far more than the sockets of both ends keep


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


def answered(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "trailers",
    [
        b"host: evil.example\r\n",
        b"content-encoding: br\r\n",
        b"".join(b"field-%d: 1\r\n" % number for number in range(200)),
    ],
    ids=["another host", "another coding", "more than headers may be"],
)
def test_they_change_nothing(server: Server, trailers: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD + trailers + b"\r\n")
        found = answered(connection)

    assert found.startswith(b"HTTP/1.1 200 OK\r\n")
    assert found.endswith(ANSWER)
    assert list(TRAILERS) == []


@pytest.mark.parametrize("sent", [b"field: 1\r\n", b"1"], ids=["many", "one"])
def test_endless_ones_end_the_connection(server: Server, sent: bytes) -> None:
    some = sent * (65536 // len(sent))
    with server.connect() as connection, pytest.raises(ConnectionError):
        connection.sendall(HEAD + b"field: " + some * (ENDLESS // len(some)))
