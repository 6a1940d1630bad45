"""Programs in processes of their own: real ones, with ids, signals and statuses like any other.

They are forks of a process that has imported our modules already (`tests/support/warm.py`).
Where nothing must be taken for granted, say `genuine`:
that is Python started from nothing, as operators do.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess
from types import TracebackType
from typing import IO, Self

from tests.support.warm import WORDS

ROOT = Path(__file__).parents[2]
ENDS_WITHIN = 120  # seconds; a loaded machine takes its time


class Process:
    """What subprocess.Popen is to a child, of which this is none."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = self._told()
        self.returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _1: type[BaseException] | None, _2: BaseException | None, _3: TracebackType | None
    ) -> None:
        self.kill()

    def poll(self) -> int | None:
        """The status, if it has ended."""
        try:
            return self.wait(0)
        except BlockingIOError:
            return None

    def wait(self, timeout: float | None = ENDS_WITHIN) -> int:
        """The status, once it has ended; TimeoutError where that takes longer."""
        if self.returncode is None:
            self._connection.settimeout(timeout)
            self.returncode = self._told()
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        self.send_signal(signal.SIGKILL)
        self.wait()

    def _told(self) -> int:
        told = self._connection.recv(WORDS)
        assert told, "The process that starts others has ended."
        return int.from_bytes(told, signed=True)


def start(
    *arguments: str,
    env: Mapping[str, str],
    stdin: IO[str] | None = None,
    stdout: IO[str] | None = None,
    stderr: IO[str] | None = None,
    genuine: bool = False,
) -> Process:
    """A process of Python with these arguments, `-m` or `-c` first; its files are these or none."""
    ours, theirs = socket.socketpair()
    with theirs, Path(os.devnull).open("r+") as nothing:
        files = [(file or nothing).fileno() for file in (stdin, stdout, stderr)]
        socket.send_fds(_warm(), [b"-"], [theirs.fileno(), *files])
    order = {"arguments": arguments, "environment": dict(env), "genuine": genuine}
    ours.sendall(f"{json.dumps(order)}\n".encode())
    return Process(ours)


def run(
    *arguments: str, env: Mapping[str, str], stdin: str = "", genuine: bool = False
) -> CompletedProcess[str]:
    """How such a process ends, and what it prints."""
    with (
        tempfile.TemporaryFile("w+") as given,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as errors,
    ):
        given.write(stdin)
        given.seek(0)
        with start(
            *arguments, env=env, stdin=given, stdout=out, stderr=errors, genuine=genuine
        ) as process:
            status = process.wait()
        out.seek(0)
        errors.seek(0)
        return CompletedProcess(arguments, status, out.read(), errors.read())


def at_once(number: int, *arguments: str, env: Mapping[str, str]) -> list[CompletedProcess[str]]:
    """The same for so many processes that run at the same time."""
    _warm()  # or each thread would make one
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(lambda _: run(*arguments, env=env), range(number)))


@cache
def _warm() -> socket.socket:
    """Where a process that forks takes orders; it ends when this end of the socket is closed."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "tests.support.warm"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=theirs.fileno(), stdout=DEVNULL)
    atexit.register(process.wait, ENDS_WITHIN)
    atexit.register(ours.close)
    return ours
