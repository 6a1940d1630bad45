"""A worker process as its supervisor sees it."""

import os
import signal
import time
from contextlib import suppress
from socket import socket
from typing import Final

from server.transport.workers.answering import SERVES

ASK: Final = b"?"
ANSWERS_WITHIN: Final = 60.0  # seconds; the start of a worker on a slow machine holds its loop


class Worker:
    """A child of this process."""

    def __init__(self, pid: int, line: socket) -> None:
        """`line` leads to it."""
        self.pid = pid
        self.began = time.monotonic()
        self.serves = False
        self.is_stopping = False
        self.is_outdated = False  # another one shall take its place
        self._line = line
        self._line.settimeout(0)
        self._asked: float | None = None  # when, if the answer is due

    def stop(self) -> None:
        """Let it answer what it has begun, and end."""
        self.is_stopping = True
        os.kill(self.pid, signal.SIGTERM)

    def ended(self) -> int | None:
        """Its exit status, minus the number of a signal; None while it runs. Asked until then."""
        found, status = os.waitpid(self.pid, os.WNOHANG)
        if not found:
            return None
        self.let_go()
        return os.waitstatus_to_exitcode(status)

    def let_go(self) -> None:
        """Close this process's end of the line."""
        self._line.close()

    def look_after(self) -> None:
        """Ask for a sign of life, without waiting for it; kill it if the last one is overdue."""
        with suppress(OSError):  # there is none yet, or it has just ended
            if self._asked is not None and (answer := self._line.recv(1)):
                self.serves, self._asked = answer == SERVES, None
            if self._asked is None:
                self._line.send(ASK)
                self._asked = time.monotonic()
        if self._asked is not None and time.monotonic() - self._asked > ANSWERS_WITHIN:
            os.kill(self.pid, signal.SIGKILL)
