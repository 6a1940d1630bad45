"""`python ...` in a process of its own, with an id, signals and a status like any other.

It is a fork of a process that has imported the application (tests/support/forks/preloaded.py). With
`genuine`, the fork becomes a new Python that has imported nothing, as operators start it.
"""

import os
import runpy
import signal
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, Self

FORKS: Final = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.forks.preloaded"])
ENDS_WITHIN = 120  # seconds; a loaded machine takes its time
NOTHING = Path(os.devnull)
READ, APPEND = os.O_RDONLY, os.O_WRONLY | os.O_APPEND | os.O_CREAT


class Process(ForkServerProcess):
    """Python with these arguments, `-m` or `-c` first; killed at the end of a `with` block."""

    def __init__(
        self,
        *arguments: str,
        env: Mapping[str, str],
        stdin: Path = NOTHING,
        stdout: Path = NOTHING,
        stderr: Path = NOTHING,
        genuine: bool = False,
    ) -> None:
        super().__init__(daemon=True)  # it never outlives the tests
        self.arguments, self.environment, self.genuine = arguments, dict(env), genuine
        self.files = ((stdin, READ), (stdout, APPEND), (stderr, APPEND))
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _1: type[BaseException] | None, _2: BaseException | None, _3: TracebackType | None
    ) -> None:
        self.kill()

    def run(self) -> None:
        """Become the program; runs in the fork."""
        for descriptor, (file, flags) in enumerate(self.files):
            os.dup2(os.open(file, flags), descriptor)
        if self.genuine:
            python = [sys.executable, *self.arguments]
            os.closerange(3, 256)  # the fork server's
            os.execve(sys.executable, python, self.environment)  # noqa: S606 - no shell is wanted
        os.environ.clear()
        os.environ.update(self.environment)
        sys.stdin = os.fdopen(0)  # multiprocessing closed the one that was there
        _interpret(*self.arguments)

    def wait(self, timeout: float = ENDS_WITHIN) -> int:
        """The status, once it has ended: that of `exit`, or minus the number of a signal."""
        self.join(timeout)
        if self.exitcode is None:
            raise TimeoutError
        return self.exitcode

    def send_signal(self, number: int) -> None:
        if self.is_alive() and self.pid:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        self.send_signal(signal.SIGKILL)
        self.wait()


def run(
    *arguments: str, env: Mapping[str, str], stdin: str = "", genuine: bool = False
) -> CompletedProcess[str]:
    """How such a process ends, and what it prints."""
    return at_once(1, *arguments, env=env, stdin=stdin, genuine=genuine)[0]


def at_once(
    number: int, *arguments: str, env: Mapping[str, str], stdin: str = "", genuine: bool = False
) -> list[CompletedProcess[str]]:
    """The same for so many processes that run at the same time."""
    with TemporaryDirectory() as name:
        given = Path(name, "stdin")
        given.write_text(stdin)
        written = [(Path(name, f"stdout-{n}"), Path(name, f"stderr-{n}")) for n in range(number)]
        processes = [
            Process(*arguments, env=env, stdin=given, stdout=out, stderr=errors, genuine=genuine)
            for out, errors in written
        ]
        ended = []
        for process, (out, errors) in zip(processes, written, strict=True):
            with process:
                status = process.wait()
            ended.append(CompletedProcess(arguments, status, out.read_text(), errors.read_text()))
        return ended


def _interpret(kind: str, what: str, *rest: str) -> None:
    sys.argv = [kind, *rest]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})
