"""Answers that are written in one piece are the same bytes as those that uvicorn writes."""

import re
import socket
from collections.abc import Iterator

import pytest

from tests.support.servers import STARTS_WITHIN, Server, served

BODY = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
LONG_WAY = b"content-encoding: identity\r\n"  # changes nothing, and is not plain
VOLATILE = re.compile(rb"date: [^\r]*")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served")) as running:
        exchange(running, request() * 3)  # an operation is plain once its document is known
        yield running


def request(headers: bytes = b"", version: bytes = b"1.1") -> bytes:
    head = (
        b"POST /graphql HTTP/%b\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n" % version
    )
    return head + b"content-length: %d\r\n%b\r\n%b" % (len(BODY), headers, BODY)


def exchange(server: Server, sent: bytes) -> bytes:
    """Everything that is answered, until nothing more is sent."""
    with server.connect() as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(STARTS_WITHIN)
        return VOLATILE.sub(b"date: #", b"".join(iter(lambda: connection.recv(65536), b"")))


def received(connection: socket.socket, answers: int) -> bytes:
    """So many answers, and nothing more."""
    found = b""
    while found.count(ANSWER) < answers:
        more = connection.recv(65536)
        assert more, found
        found += more
    return found


@pytest.mark.parametrize(
    ("headers", "version"),
    [(b"", b"1.1"), (b"connection: close\r\n", b"1.1"), (b"", b"1.0")],
    ids=["kept alive", "closed by the client", "HTTP/1.0"],
)
def test_they_are_the_same_bytes(server: Server, headers: bytes, version: bytes) -> None:
    whole = exchange(server, request(headers, version))
    by_uvicorn = exchange(server, request(headers + LONG_WAY, version))

    assert whole == by_uvicorn
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")
    assert whole.endswith(b"\r\n\r\n" + ANSWER)
    assert (b"connection: close" in whole) == (headers + version != b"1.1")


def test_blanks_around_the_length_of_a_body_mean_nothing(server: Server) -> None:
    padded = request().replace(b"content-length: 27", b"content-length:\t 27 \t ")

    assert padded != request()
    assert exchange(server, padded) == exchange(server, request())


def test_requests_that_are_sent_at_once_are_answered_in_their_order(server: Server) -> None:
    one = exchange(server, request())

    with server.connect() as connection:
        connection.sendall(request() + request(LONG_WAY) + request())
        answers = VOLATILE.sub(b"date: #", received(connection, 3))

    assert answers == one * 3


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    with server.connect() as connection:
        for _ in range(3):
            connection.sendall(request())
            assert received(connection, 1).startswith(b"HTTP/1.1 200 OK\r\n")
