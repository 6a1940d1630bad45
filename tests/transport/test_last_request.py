"""A process that is told to stop answers the request of a connection that is open already."""

import signal
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.support.servers import Server, served


def test_a_request_that_is_on_its_way_is_answered(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        early = HTTPConnection("127.0.0.1", server.port, timeout=30)
        early.connect()
        ask(server)  # so the server has accepted the one before, too
        server.process.send_signal(signal.SIGTERM)
        wait_until_refused(server)
        time.sleep(0.05)  # what is closed at once is closed

        early.request("GET", "/health/live")

        assert early.getresponse().status == 200
        early.close()
        assert server.process.wait() == -signal.SIGTERM


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
    raise AssertionError("It still accepts connections.")


def test_a_connection_that_asks_nothing_does_not_keep_it(tmp_path: Path) -> None:
    with served(tmp_path) as server, server.connect():
        ask(server)

        assert server.stop() == -signal.SIGTERM
