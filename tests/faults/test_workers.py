"""`serve --workers`: a worker that dies is replaced, whatever the others do."""

import signal
import time
from collections.abc import Iterator
from os import kill

import pytest

from tests.support.forks.workers import REPLACED_WITHIN, answers, until, workers_of
from tests.support.servers import Server, served

SEEN_WITHIN = 2.0  # seconds in which the supervisor looks at a worker several times


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests: each leaves two workers behind."""
    with served(tmp_path_factory.mktemp("workers"), "--workers", "2", genuine=True) as server:
        yield server
        server.stop()


@pytest.fixture
def server(started: Server) -> Server:
    until(started, lambda found: len(found) == 2)
    return started


@pytest.mark.long
def test_one_that_dies_while_it_starts_blinds_nobody(server: Server) -> None:
    first, second = workers_of(server)

    kill(first, signal.SIGKILL)
    (starting,) = until(server, lambda found: len(found - {first, second}) == 1) - {second}
    kill(starting, signal.SIGSTOP)  # it answers nothing, as one that only begins to start
    time.sleep(SEEN_WITHIN)
    kill(starting, signal.SIGKILL)
    third = until(server, lambda found: len(found - {starting}) == 2) - {second}
    time.sleep(SEEN_WITHIN)
    kill(second, signal.SIGKILL)
    found = until(server, lambda found: len(found - {second}) == 2)

    assert third < found


@pytest.mark.long
def test_one_that_starts_slowly_hides_no_death(server: Server) -> None:
    first, second = workers_of(server)

    kill(first, signal.SIGKILL)
    (slow,) = until(server, lambda found: len(found - {first, second}) == 1) - {second}
    kill(slow, signal.SIGSTOP)
    time.sleep(SEEN_WITHIN)
    kill(second, signal.SIGKILL)
    end = time.monotonic() + REPLACED_WITHIN
    while len(workers_of(server) - {second}) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)

    answers(server)  # by the replacement alone
    kill(slow, signal.SIGCONT)
