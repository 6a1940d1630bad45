"""`serve --workers`: a worker that dies is replaced, whatever the others do."""

import signal
import time
from collections.abc import Callable, Iterator
from os import kill
from pathlib import Path

import pytest

from tests.support.servers import Server, served

REPLACED_WITHIN = 50  # seconds for a busy machine; less than the 60 that a start may take
SEEN_WITHIN = 2.0  # seconds in which the supervisor looks at a worker several times


def workers_of(server: Server) -> set[int]:
    """The processes of the workers that run."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children if _is_worker(child)}


def _is_worker(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def answers(server: Server) -> None:
    with server.client(timeout=REPLACED_WITHIN) as client:
        assert client.get("/health/live").status_code == 200


def until(server: Server, holds: Callable[[set[int]], bool]) -> set[int]:
    """The workers once it holds; the server answers meanwhile."""
    end = time.monotonic() + REPLACED_WITHIN
    while not holds(found := workers_of(server)):
        assert time.monotonic() < end, f"{found}\n{server.log.read_text()}"
        answers(server)
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests: each leaves two workers behind."""
    with served(tmp_path_factory.mktemp("workers"), "--workers", "2", genuine=True) as server:
        yield server
        server.stop()  # a killed parent would leave its workers running


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
