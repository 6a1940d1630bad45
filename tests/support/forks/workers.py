"""The worker processes of a server that tests have started with `--workers`."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.support.servers import Server

REPLACED_WITHIN = 50  # seconds for a busy machine; less than the 60 that a start may take


def workers_of(server: Server) -> set[int]:
    """The processes of the workers that run."""
    pid = server.process.pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {int(child) for child in children if is_running(int(child))}


def is_running(pid: int) -> bool:
    """False as well for one that has ended and whose status nobody has read."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def until(server: Server, holds: Callable[[set[int]], bool]) -> set[int]:
    """The workers once it holds; the server answers meanwhile."""
    end = time.monotonic() + REPLACED_WITHIN
    while not holds(found := workers_of(server)):
        assert time.monotonic() < end, f"{found}\n{server.log.read_text()}"
        answers(server)
        time.sleep(0.05)
    return found


def answers(server: Server) -> None:
    with server.client(timeout=REPLACED_WITHIN) as client:
        assert client.get("/health/live").status_code == 200


def gone(*processes: int) -> None:
    """Wait until they have ended."""
    end = time.monotonic() + REPLACED_WITHIN
    while any(map(is_running, processes)):
        assert time.monotonic() < end, processes
        time.sleep(0.02)
