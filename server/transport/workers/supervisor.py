"""Keeps the worker processes of `serve --workers` running, which are forks of this one.

Forks share the memory of what was loaded before. This process has no event loop, no thread and no
connection to a database: a fork would get half of it.
"""

import time
from signal import SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGTTIN, SIGTTOU
from socket import socket
from typing import Final

import structlog
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE

from server.transport.sockets.listening import close
from server.transport.workers.answering import Answering
from server.transport.workers.forking import fork
from server.transport.workers.signals import Signals
from server.transport.workers.worker import Worker

log = structlog.get_logger()

LOOK: Final = 0.5  # seconds between two looks at the workers
PAUSE: Final = 1.0  # seconds between two starts: one that fails at once must not be a load


class Supervisor:
    """Forks as many workers as are wanted, and others for those that end."""

    def __init__(self, config: Config, sockets: list[socket], workers: int, **told: str) -> None:
        """Each runs a server of its own on these sockets. What is `told` stands in the log."""
        self._config = config
        self._sockets = sockets
        self._wanted = workers
        self._workers: list[Worker] = []
        self._not_before = 0.0  # of the monotonic clock; the next start
        self._is_stopping = False
        self._has_failed = False
        self._told: dict[str, str] | None = told
        # SIGCHLD only wakes this process up: a worker has ended.
        self._signals = Signals((SIGINT, SIGTERM, SIGHUP, SIGTTIN, SIGTTOU, SIGCHLD))

    def run(self) -> bool:
        """Until it is told to stop and the last worker has ended; False if one cannot start."""
        while self._workers or not self._is_stopping:
            self._look()
            self._heed(self._signals.take(LOOK))
        return not self._has_failed

    def _look(self) -> None:
        for worker in tuple(self._workers):
            status = worker.ended()
            if status is None:
                worker.look_after()
            else:
                self._bury(worker, status)
        if not self._is_stopping:
            self._adjust()
            self._tell()

    def _bury(self, worker: Worker, status: int) -> None:
        self._workers.remove(worker)
        if worker.is_stopping:
            return
        if status == STARTUP_FAILURE:
            log.error("worker.start_failed", pid=worker.pid)
            self._has_failed = True
            self._stop()
            return
        log.warning("worker.ended", pid=worker.pid, status=status)
        self._not_before = worker.began + PAUSE

    def _adjust(self) -> None:
        """Fork those that are missing, or stop one too many once all others serve.

        While workers are renewed there is one more, which takes the place of one at a time.
        """
        kept = [worker for worker in self._workers if not worker.is_stopping]
        outdated = [worker for worker in kept if worker.is_outdated]
        renews = bool(outdated) and len(kept) == len(self._workers)
        missing = self._wanted + renews - len(kept)
        if missing > 0 and time.monotonic() >= self._not_before:
            for _ in range(missing):
                self._fork()
        elif len(kept) > self._wanted and all(worker.serves for worker in kept):
            (outdated or kept)[-1].stop()

    def _tell(self) -> None:
        """Say once where they answer, as soon as all that are wanted do."""
        serving = sum(worker.serves for worker in self._workers)
        if self._told is not None and serving >= self._wanted:
            log.info("server.started", workers=serving, **self._told)
            self._told = None

    def _fork(self) -> None:
        try:
            self._workers.append(fork(self._serve, self._signals, self._workers))
        except OSError as fault:  # there is no room for a process or a file
            log.warning("worker.not_forked", cause=fault.strerror)
            self._not_before = time.monotonic() + PAUSE

    def _serve(self, line: socket) -> None:
        """What a worker does."""
        Answering(self._config, line).run(self._sockets)

    def _heed(self, number: int | None) -> None:
        if number in {SIGINT, SIGTERM}:
            self._stop()
        elif number == SIGHUP:
            for worker in self._workers:
                worker.is_outdated = True
        elif number == SIGTTIN:
            self._wanted += 1
        elif number == SIGTTOU:
            self._wanted = max(1, self._wanted - 1)

    def _stop(self) -> None:
        """From the end of the last worker on, connections are refused, not kept waiting."""
        self._is_stopping = True
        close(self._sockets)
        for worker in self._workers:
            worker.stop()
