"""What a worker has of its own, though it is a fork, and what becomes of one that fails."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, run
from typing import Any

import httpx
import pytest

from tests.support.forks.workers import REPLACED_WITHIN, gone, until, workers_of
from tests.support.servers import Server, free_port, served, start
from tests.transport.workers.small_server import WORKERS

ONE_WORKER = """
import sys, time
from server.transport.workers.forking import fork
from server.transport.workers.signals import Signals

def work(line):
    raise eval(sys.argv[1])

print("before")
try:
    worker = fork(work, Signals(()), ())
except BaseException:
    print("a fork came back")
    raise
while (status := worker.ended()) is None:
    time.sleep(0.01)
print("ended", status)
"""
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

    log = server.log.read_text()
    assert "worker.start_failed" in log
    assert "server.started" not in log


@pytest.mark.parametrize("fails_by", ["OSError", "SystemExit(0)", "KeyboardInterrupt"])
def test_what_follows_a_fork_is_done_by_the_supervisor_alone(fails_by: str) -> None:
    """Forks that came back to it would fork workers of their own, without an end."""
    program = [sys.executable, "-c", ONE_WORKER, fails_by]
    done = run(program, stdout=PIPE, stderr=DEVNULL, check=True)

    status = 0 if fails_by == "SystemExit(0)" else 1
    assert done.stdout.decode().splitlines() == ["before", f"ended {status}"]


def test_they_end_with_a_supervisor_that_is_killed(server: Server) -> None:
    workers = until(server, lambda found: len(found) == WORKERS)

    server.process.kill()

    gone(*workers)
    with pytest.raises(ConnectionRefusedError):
        server.connect()
