"""Requests that are sent before the answers to those before: few wait, and each has its answer."""

import json
import time
from collections.abc import Iterator

import pytest

from server.transport.protocol import PIPELINED
from tests.support.clients import document
from tests.support.servers import STARTS_WITHIN, Server, served

REQUEST = b"GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
LAST = REQUEST.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
ANSWERED = b"HTTP/1.1 200 OK\r\n"
SIGN_IN = json.dumps(
    {
        "query": document("admin/user-login"),
        "variables": {"username": "nobody", "password": "wrong"},
    }
).encode()


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


@pytest.mark.parametrize(
    "length", [b"content-length: %d\r\n" % len(REQUEST), b"transfer-encoding: chunked\r\n"]
)
def test_the_body_of_a_request_to_upgrade_is_never_read_as_the_next_request(
    server: Server, length: bytes
) -> None:
    head = REQUEST.removesuffix(b"\r\n") + b"connection: upgrade\r\nupgrade: h2c\r\n%b\r\n"
    with server.connect() as connection:
        connection.sendall(head % length)

        answered = b"".join(iter(lambda: connection.recv(65536), b""))  # before there is a body

    assert answered.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answered.count(b"HTTP/1.1") == 1


def test_a_request_to_upgrade_without_a_body_is_answered_without_it(server: Server) -> None:
    upgrade = b"\r\nconnection: upgrade, close\r\nupgrade: h2c\r\n\r\n"

    assert exchange(server, REQUEST.replace(b"\r\n\r\n", upgrade)).startswith(ANSWERED)


@pytest.mark.parametrize("coding", [b"content-encoding: identity\r\n", b""], ids=["long", "plain"])
def test_an_answer_for_which_no_connection_is_left_is_no_failure(
    server: Server, coding: bytes
) -> None:
    before = logged(server, "UserLogin")
    head = b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    sign_in = head + b"content-length: %d\r\n%b\r\n%b" % (len(SIGN_IN), coding, SIGN_IN)

    found = exchange(server, sign_in + REQUEST + b"no request\r\n\r\n")

    until = time.monotonic() + STARTS_WITHIN
    while logged(server, "UserLogin") == before:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert found == b""
    assert exchange(server, LAST).startswith(ANSWERED)
    assert logged(server, "RuntimeError") == 0


def logged(server: Server, word: str) -> int:
    """How many times it stands in the log."""
    return server.log.read_text().count(word)
