"""B1, B5, B8, B9, I1: a served process in production, without a proxy, and bad clients."""

import json
import signal
import socket
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.support.clients import document
from tests.support.engines.kept import CHEAP
from tests.support.servers import Server, production, served

GRACE = 20  # seconds
HEAD = b"POST /graphql HTTP/1.1\r\nhost: imitate.example\r\ncontent-type: application/json\r\n"
HALF_BODY = HEAD + b"content-length: 100\r\n\r\n{"
WHOLE = HEAD + b'content-length: 27\r\n\r\n{"query": "{ __typename }"}'
LOGIN_BODY = json.dumps(
    {
        "query": document("admin/user-login"),
        "variables": {"username": "nobody", "password": "wrong password"},
    }
).encode()
LOGIN = HEAD + b"content-length: %d\r\n\r\n%s" % (len(LOGIN_BODY), LOGIN_BODY)

BAD = {
    "silent": (),
    "half a head": (HEAD,),
    "dripping head": (HEAD, *[b"x-a: b\r\n"] * 12),
    "empty lines": (WHOLE, *[b"\r\n"] * 12),
    "half a body": (HALF_BODY,),
    "dripping body": (HALF_BODY, *[b" "] * 12),
    "endless head": (HEAD + (b"x-a: " + b"b" * 8000 + b"\r\n") * 4,),
    "endless line": (b"GET /" + b"a" * 40_000,),
    "garbage": (b"\x16\x03\x01 garbage\r\n\r\n",),
}
PAUSE = 0.3  # seconds between two pieces
IMPATIENT = """
from server.__main__ import main
from server.commands import serve
serve.GRACE //= 10  # a second instead of fifteen; an error where the name has gone
main()
"""


def answer_to(server: Server, *pieces: bytes) -> bytes:
    """All bytes that a connection receives until the server closes it."""
    with server.connect() as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                break
            time.sleep(PAUSE)
        return everything(connection)


def everything(connection: socket.socket) -> bytes:
    found = b""
    try:
        while piece := connection.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def is_served(server: Server) -> bool:
    with server.client(headers={"host": "imitate.example"}, timeout=GRACE) as http:
        answer = http.post("/graphql", json={"query": "{ __typename }"})
    return bool(answer.json() == {"data": {"__typename": "Query"}})


def test_b1_b5_slow_and_odd_clients_are_ended(tmp_path: Path) -> None:
    """The server ends each case; the read would wait for ever otherwise."""
    with served(tmp_path, **production()) as server:
        with ThreadPoolExecutor(len(BAD)) as clients:
            answers = clients.map(lambda pieces: answer_to(server, *pieces), BAD.values())
            heard = dict(zip(BAD, answers, strict=True))

        for case in ("silent", "half a head", "dripping head", "half a body", "dripping body"):
            assert heard[case].startswith(b"HTTP/1.1 408 ")
            assert b'"code":"GRAPHQL__LIMIT_EXCEEDED"' in heard[case]
        assert heard["empty lines"].startswith(b"HTTP/1.1 200 ")
        for case in ("endless head", "endless line"):
            assert heard[case].startswith(b"HTTP/1.1 431 ")
            assert b'"code":"GRAPHQL__LIMIT_EXCEEDED"' in heard[case]
        assert heard["garbage"].startswith(b"HTTP/1.1 400 ")
        assert b'"code":"GRAPHQL__BAD_REQUEST"' in heard["garbage"]
        for case in ("silent", "garbage", "endless head"):
            assert b"x-content-type-options: nosniff\r\n" in heard[case]
            assert b"\r\nserver:" not in heard[case]
        assert is_served(server)


def test_b8_b9_half_sent_requests_hold_nobody_up(tmp_path: Path) -> None:
    with served(tmp_path, **production(receive_timeout=60)) as server:
        stuck = [server.connect() for _ in range(400)]
        for number, connection in enumerate(stuck):
            connection.sendall(HALF_BODY if number % 2 else HEAD)

        for _ in range(5):
            assert is_served(server)

        for connection in stuck:
            connection.close()


def test_b9_more_requests_at_once_than_are_served_hear_so_in_json(tmp_path: Path) -> None:
    settings = production(limit_connections=10, **CHEAP)
    with served(tmp_path, **settings) as server, ExitStack() as until_the_end:
        with closing(sqlite3.connect(tmp_path / "served.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # a login waits: its attempt is counted first
            waiting = [until_the_end.enter_context(server.connect()) for _ in range(10)]
            for connection in waiting:
                connection.sendall(LOGIN)

            refused = answer_to(server, WHOLE)
            other.execute("ROLLBACK")

        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b'"code":"UNAVAILABLE"' in refused
        for connection in waiting:
            assert connection.recv(12) == b"HTTP/1.1 200"
        assert is_served(server)


def test_i1_it_stops_with_half_sent_requests_open(tmp_path: Path) -> None:
    """The signal ends it, as documented; the limit of time is generous for slow machines."""
    settings = production(receive_timeout=60)
    with served(tmp_path, program=("-c", IMPATIENT), **settings) as server:
        stuck = [server.connect() for _ in range(3)]
        for connection, sent in zip(stuck, (b"", HEAD, HALF_BODY), strict=True):
            connection.sendall(sent)
        assert is_served(server)

        status = server.stop()

        assert status in {0, -signal.SIGTERM}
        with pytest.raises(ConnectionRefusedError):
            server.connect()
        for connection in stuck:
            connection.close()
