"""Keeps the worker processes of `serve --workers` running.

uvicorn's supervisor waits for the answer of one worker before it looks at the next: a worker that
died while it started blinded it for as long as a start may take.
"""

import time
from socket import socket
from typing import Final

import structlog
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

log = structlog.get_logger()

PAUSE: Final = 1.0  # seconds between two starts in one place: a start that fails must not be a load


class Worker(Process):
    """A worker process that is asked for a sign of life without waiting for it."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self.started_at = time.monotonic()
        self._asked_at: float | None = None

    def is_alive(self, timeout: float = 5) -> bool:
        """False if it has ended, or if its last answer is due for longer than `timeout`."""
        if not self.process.is_alive():
            return False
        now = time.monotonic()
        try:
            if self._asked_at is None:
                self.parent_conn.send(b"ping")
                self._asked_at = now
            elif self.parent_conn.poll():
                self.parent_conn.recv()
                self._asked_at = None
        except (OSError, EOFError):  # it has just ended
            return False
        return self._asked_at is None or now - self._asked_at < timeout


class Workers(Multiprocess):
    """uvicorn's supervisor, which looks at every worker twice a second."""

    def init_processes(self) -> None:
        for _ in range(self.processes_num):
            self.processes.append(self._start())

    def keep_subprocess_alive(self) -> None:
        """Replace workers that ended or hang; give up where the application cannot start."""
        for place, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if worker.is_alive(timeout=self.config.timeout_worker_healthcheck):
                continue
            worker.kill()
            worker.join()
            if worker.exitcode == STARTUP_FAILURE:
                log.error("worker.start_failed", pid=worker.pid)
                self.should_exit.set()
            elif _has_paused(worker):
                log.warning("worker.ended", pid=worker.pid, status=worker.exitcode)
                self.processes[place] = self._start()

    def restart_all(self) -> None:
        """One after the other, each only once its successor answers."""
        for place, old in enumerate(self.processes):
            new = self._start()
            if not new.wait_until_ready(self.config.timeout_worker_healthcheck, self.should_exit):
                new.kill()
                new.join()
                return
            old.terminate()
            old.join()
            self.processes[place] = new

    def handle_ttin(self) -> None:
        """One worker more."""
        self.processes_num += 1
        self.processes.append(self._start())

    def _start(self) -> Worker:
        worker = Worker(self.config, self.sockets)
        worker.start()
        return worker


def _has_paused(worker: Process) -> bool:
    return not isinstance(worker, Worker) or time.monotonic() - worker.started_at >= PAUSE
