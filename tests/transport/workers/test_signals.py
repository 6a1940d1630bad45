"""What signals do to the workers of `serve`, and to their supervisor."""

import signal
import time
from collections.abc import Iterator
from os import kill
from pathlib import Path

import pytest

from tests.support.forks.workers import REPLACED_WITHIN, answers, gone, until, workers_of
from tests.support.servers import Server, free_port, served, start


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests: each leaves two workers behind."""
    with served(tmp_path_factory.mktemp("signals"), "--workers", "2") as server:
        yield server
        assert server.stop() == 0


@pytest.fixture
def server(started: Server) -> Server:
    until(started, lambda found: len(found) == 2)
    return started


def test_a_worker_that_is_told_to_stop_right_after_its_fork_ends(server: Server) -> None:
    first, second = workers_of(server)

    kill(first, signal.SIGKILL)
    (forked,) = until(server, lambda found: len(found - {first, second}) == 1) - {second}
    kill(forked, signal.SIGTERM)

    gone(forked)
    assert until(server, lambda found: len(found) == 2) > {second}


def test_hangup_replaces_one_after_the_other(server: Server) -> None:
    before, sizes = workers_of(server), set[int]()

    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + REPLACED_WITHIN
    while workers_of(server) & before or len(workers_of(server)) != 2:
        assert time.monotonic() < end, server.log.read_text()
        sizes.add(len(workers_of(server)))
        answers(server)

    assert min(sizes) == 2
    assert max(sizes) == 3


def test_ttin_is_one_more_and_ttou_one_less(server: Server) -> None:
    before = workers_of(server)

    server.process.send_signal(signal.SIGTTIN)
    third = until(server, lambda found: len(found) == 3) - before
    server.process.send_signal(signal.SIGTTOU)
    after = until(server, lambda found: len(found) == 2)

    assert len(third) == 1
    assert after == before


def test_what_comes_right_after_the_forks_stops_all(tmp_path: Path) -> None:
    server = start(tmp_path, free_port(), "--workers", "2", "--no-migrate")
    with server.process:
        end = time.monotonic() + REPLACED_WITHIN
        while not (workers := workers_of(server)):
            assert time.monotonic() < end
        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait() in {0, -signal.SIGTERM}
    gone(*workers)
