"""What a worker has of its own, though it is a fork, and what becomes of one that fails."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.forks.workers import REPLACED_WITHIN, gone, until, workers_of
from tests.support.servers import Server, free_port, served, start
from tests.transport.workers.small_server import WORKERS

PROGRAM = ("-m", "tests.transport.workers.small_server")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path, program=PROGRAM) as server:
        yield server
        server.stop()


def told_by_each(server: Server) -> dict[int, dict[str, Any]]:
    """What each worker tells, by its process."""
    found: dict[int, dict[str, Any]] = {}
    end = time.monotonic() + REPLACED_WITHIN
    while len(found) < WORKERS:
        assert time.monotonic() < end, found
        with server.client() as client:
            told = client.get("/tell").json()
        found[told["pid"]] = told
    return found


def test_chance_is_its_own(server: Server) -> None:
    told = told_by_each(server)

    drawn = [text for each in told.values() for text in each["chance"]]
    assert told.keys() == workers_of(server)
    assert len(drawn) == len(set(drawn)) == 3 * WORKERS


def test_it_has_no_line_to_the_others(server: Server) -> None:
    told = told_by_each(server)

    assert len({each["files"] for each in told.values()}) == 1


def test_one_whose_event_loop_is_held_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path, "impatient", program=PROGRAM) as server:
        before = until(server, lambda found: len(found) == WORKERS)
        with server.client() as client, pytest.raises(httpx.TransportError):
            client.get("/hold")
        until(server, lambda found: len(found) == WORKERS and found != before)

        assert "worker.ended" in server.log.read_text()


def test_an_application_that_cannot_start_ends_all_of_them(tmp_path: Path) -> None:
    server = start(tmp_path, free_port(), "fails", program=PROGRAM)
    with server.process:
        assert server.process.wait() == 3

    assert "worker.start_failed" in server.log.read_text()


def test_one_that_breaks_ends_and_supervises_nothing(tmp_path: Path) -> None:
    server = start(tmp_path, free_port(), "breaks", program=PROGRAM)
    with server.process:
        end = time.monotonic() + REPLACED_WITHIN
        while not server.log.exists() or server.log.read_text().count("worker.ended") <= WORKERS:
            assert time.monotonic() < end
            time.sleep(0.05)

        assert server.stop() == 0
    log = server.log.read_text()
    assert "server.started" not in log
    lines = [line for line in log.splitlines() if "worker." in line]
    assert all("worker.ended" in line and line.endswith("status=1") for line in lines), lines


def test_they_end_with_a_supervisor_that_is_killed(server: Server) -> None:
    workers = until(server, lambda found: len(found) == WORKERS)

    server.process.kill()

    gone(*workers)
    with pytest.raises(ConnectionRefusedError):
        server.connect()
