"""A process that is told to stop answers the request of a connection that is open already."""

import signal
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from server.transport.protocol import LAST_REQUEST
from tests.support.servers import Server, served


@pytest.mark.parametrize("before", [0, 1], ids=["new", "kept"])
@pytest.mark.parametrize(("workers", "ends"), [("1", -signal.SIGTERM), ("2", 0)])
def test_a_request_that_is_on_its_way_is_answered(
    tmp_path: Path, workers: str, ends: int, before: int
) -> None:
    status: int | None = None
    for _ in range(5):  # a busy machine may let the time pass in which it can come
        status, seconds, ended = asked_while_stopping(tmp_path, workers, before)
        assert ended == ends
        if seconds < LAST_REQUEST:
            break

    assert status == 200


def asked_while_stopping(folder: Path, workers: str, before: int) -> tuple[int | None, float, int]:
    """The answer's status, None without one; seconds since it was told to stop; how it ended.

    `before` is how many requests the connection has made already.
    """
    with served(folder, "--workers", workers) as server:
        early = HTTPConnection("127.0.0.1", server.port, timeout=30)
        early.connect()
        for _ in range(before):
            early.request("GET", "/health/live")
            early.getresponse().read()
        ask(server)  # so the server has accepted the one before, too
        began, status = time.monotonic(), None
        server.process.send_signal(signal.SIGTERM)
        wait_until_refused(server)
        time.sleep(0.3)  # what is closed at once is closed
        with suppress(ConnectionError), closing(early):
            early.request("GET", "/health/live")
            status = early.getresponse().status
        seconds = time.monotonic() - began
        ended = server.process.wait()
    return status, seconds, ended


def ask(server: Server) -> None:
    with server.client() as client:
        client.get("/health/live").raise_for_status()


def wait_until_refused(server: Server) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            server.connect().close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:  # it came while the socket was closed
            pass
        time.sleep(0.01)
    raise AssertionError("It still accepts connections.")


def test_a_connection_that_asks_nothing_does_not_keep_it(tmp_path: Path) -> None:
    with served(tmp_path) as server, server.connect():
        ask(server)

        assert server.stop() == -signal.SIGTERM
