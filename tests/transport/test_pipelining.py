"""Requests that are sent before the answers to those before: few wait, and each has its answer."""

from collections.abc import Iterator

import pytest

from server.transport.protocol import PIPELINED
from tests.support.servers import Server, served

REQUEST = b"GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
LAST = REQUEST.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
ANSWERED = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


def exchange(server: Server, sent: bytes) -> bytes:
    """Everything that is answered until the server ends the connection."""
    with server.connect() as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_as_many_as_may_wait_are_answered(server: Server) -> None:
    answers = exchange(server, REQUEST * PIPELINED + LAST)

    assert answers.count(ANSWERED) == answers.count(b"HTTP/1.1") == 1 + PIPELINED


def test_more_end_the_connection_so_that_they_take_no_memory(server: Server) -> None:
    found = exchange(server, REQUEST * (2 + PIPELINED))

    assert found == b""
    assert exchange(server, LAST).startswith(ANSWERED)


def test_a_refusal_is_not_taken_for_the_answer_to_an_earlier_request(server: Server) -> None:
    found = exchange(server, REQUEST + b"no request\r\n\r\n")

    assert found == b""
