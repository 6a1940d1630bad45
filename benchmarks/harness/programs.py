"""Programs that are measured: started on the server's core, watched, and stopped."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.harness import cores

STARTS_WITHIN = 120  # seconds
STOPS_WITHIN = 20  # seconds


class NotStarted(Exception):
    """A program ended, or did not listen in time; the message ends with its log's end."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server's command line; `{port}` stands for the port in arguments and environment."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens. `started_in` is the time from its start to that, in seconds."""

    name: str
    port: int
    process: psutil.Process
    started_in: float

    def memory(self) -> int:
        """Resident bytes of the process and its children."""
        return sum(process.memory_info().rss for process in tree(self.process))

    def seconds(self) -> float:
        """CPU time of the process and its children, user and system."""
        return cpu_seconds(self.process)


@contextmanager
def running(program: Program, logs: Path) -> Iterator[Running]:
    """The program on the server's core, until the end of the block."""
    port = _free_port()
    log = logs / f"{_file_name(program.name)}-{port}.log"
    variables = {name: value.format(port=port) for name, value in program.environment.items()}
    begun = time.perf_counter()
    arguments = [argument.format(port=port) for argument in program.arguments]
    with log.open("wb") as output, cores.on(cores.SERVER):
        try:
            process = subprocess.Popen(
                arguments,
                cwd=program.folder,
                env=without_settings() | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        except OSError as error:
            raise NotStarted(str(error)) from error
    try:
        _wait(process, port, log)
        yield Running(program.name, port, psutil.Process(process.pid), time.perf_counter() - begun)
    finally:
        _stop(process)


def without_settings() -> dict[str, str]:
    """The variables of this process without imitate's settings and without make's own.

    Bytecode is written: a server in use does not compile what it imports at every start.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("IMITATE_", "MAKE", "MFLAGS", "PYTHONDONTWRITEBYTECODE"))
    }


def tree(process: psutil.Process) -> list[psutil.Process]:
    """A process and all its descendants."""
    return [process, *process.children(recursive=True)]


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a process, its living and its ended descendants."""
    total = 0.0
    for each in tree(process):
        with suppress(psutil.NoSuchProcess):
            used = each.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


def exact_seconds(process: psutil.Process) -> float:
    """CPU time of a process and its living descendants to the nanosecond, not to 10 ms."""
    total = 0
    for each in tree(process):
        with suppress(OSError):
            for thread in Path(f"/proc/{each.pid}/task").iterdir():
                total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise NotStarted(log.read_text(errors="replace")[-2000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
