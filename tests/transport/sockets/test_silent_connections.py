"""B9: connections that ask nothing, or not to the end, lock nobody out of a real server."""

import json
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.servers import Server, production, served

PATIENCE = 60  # seconds
CROWD = 2000
HEAD = b"POST /graphql HTTP/1.1\r\nhost: imitate.example\r\ncontent-type: application/json\r\n"
HALF_HEAD = HEAD
HALF_BODY = HEAD + b"content-length: 100\r\n\r\n{"
FEW_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150))
from server.__main__ import main
main()
"""

Source = Callable[[int], str]


def one_address(_number: int) -> str:
    return "127.0.0.1"


def many_addresses(number: int) -> str:
    return f"127.0.1.{number % 200}"


@pytest.fixture(autouse=True)
def open_files() -> Iterator[None]:
    """The other ends of all connections are files of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, CROWD + 1000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def crowd(server: Server, size: int, source: Source, sent: bytes = b"") -> Iterator[None]:
    """So many connections that send this and no more."""
    with ExitStack() as until_the_end:
        for number in range(size):
            connection = until_the_end.enter_context(connect(server, source(number)))
            connection.sendall(sent)
        yield


def connect(server: Server, address: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), PATIENCE, (address, 0))


def status(server: Server, address: str, times: int = 3) -> list[int]:
    """The answers to a client that asks so many times on one connection."""
    client = HTTPConnection("127.0.0.1", server.port, PATIENCE, source_address=(address, 0))
    found = []
    for _ in range(times):
        client.request(
            "POST",
            "/graphql",
            '{"query": "{ __typename }"}',
            {"host": "imitate.example", "content-type": "application/json"},
        )
        answer = client.getresponse()
        answer.read()
        found.append(answer.status)
    client.close()
    return found


def logged(server: Server, event: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [line for line in lines if line.get("event") == event]


@pytest.mark.parametrize("source", [one_address, many_addresses])
def test_b9_two_thousand_silent_connections_lock_nobody_out(tmp_path: Path, source: Source) -> None:
    """Nobody else's are closed, and nobody is told to come back: every answer is 200."""
    with (
        served(tmp_path, **production(receive_timeout=60)) as server,
        crowd(server, CROWD, source),
    ):
        for address in ("127.0.0.1", "127.0.0.2"):
            assert status(server, address) == [200] * 3

        (line,) = logged(server, "connections.gave_way")
        assert line["level"] == "warning"
        assert "127.0." not in server.log.read_text()


@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY], ids=["half a head", "half a body"])
@pytest.mark.parametrize("source", [one_address, many_addresses])
def test_b9_half_sent_requests_lock_nobody_out(tmp_path: Path, source: Source, sent: bytes) -> None:
    settings = production(receive_timeout=60, limit_connections=100, limit_address_connections=20)
    with served(tmp_path, **settings) as server, crowd(server, 300, source, sent):
        for address in ("127.0.0.1", "127.0.0.2"):
            assert status(server, address) == [200] * 3


def test_b9_of_a_trusted_proxy_every_connection_is_kept(tmp_path: Path) -> None:
    settings = production(
        receive_timeout=60, trusted_proxies="127.0.0.1", limit_address_connections=5
    )
    with served(tmp_path, **settings) as server, ExitStack() as until_the_end:
        for address, served_ones in (("127.0.0.1", 20), ("127.0.0.2", 5)):
            opened = [connect(server, address) for _ in range(20)]
            for connection in opened:
                until_the_end.enter_context(connection)

            # The last one first: when it is answered, all before it have been accepted.
            assert sum(map(is_answered, reversed(opened))) == served_ones


def is_answered(connection: socket.socket) -> bool:
    body = b'{"query": "{ __typename }"}'
    try:
        connection.sendall(HEAD + b"content-length: %d\r\n\r\n%s" % (len(body), body))
        return connection.recv(12) == b"HTTP/1.1 200"
    except ConnectionError:
        return False


def test_b9_process_with_few_open_files_says_so_once_and_serves(tmp_path: Path) -> None:
    settings = production(receive_timeout=60)
    with (
        served(tmp_path, program=("-c", FEW_FILES), **settings) as server,
        crowd(server, 500, many_addresses),
    ):
        for address in ("127.0.0.1", "127.0.0.2"):
            assert status(server, address) == [200] * 3

        (line,) = logged(server, "connections.limited_by_open_files")
        assert line["open_files"] == 150
        assert line["connections"] == 150 - 104
        assert line["limit_connections"] == 1000
