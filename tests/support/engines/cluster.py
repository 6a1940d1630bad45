"""A real PostgreSQL server for tests: no installation, no Docker, as root or as anybody."""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.engines import binaries

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path would be too long
    "max_connections": "200",
    "timezone": "UTC",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # A host that does not exist. A database that is told `synchronous_commit = on` waits for it.
    "synchronous_standby_names": "nobody",
}
# The shared server outlives its caller; a Popen that is collected before would warn.
_kept: list["Cluster"] = []


class PostgresFailed(Exception):
    """initdb or the server failed; the message ends with the log's end."""


@contextmanager
def cluster(*, durable: bool = False) -> Iterator["Cluster"]:
    """A running cluster for one test; a durable one loses no commit in a crash."""
    with cluster_folder() as folder:
        server = Cluster(folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def shared_cluster_url(folder: Path) -> str:
    """The URL of the one cluster in the folder; the first process to ask starts it."""
    address = folder / "url"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            server = Cluster(folder)
            server.start()
            _kept.append(server)
            address.write_text(server.url)
        return address.read_text()


@contextmanager
def cluster_folder() -> Iterator[Path]:
    """A folder for one cluster; removed with its server even if this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="imitate-postgres-"))
    binaries.give_away(folder)
    program = [sys.executable, "-I", "-S", str(Path(__file__).with_name("janitor.py")), str(folder)]
    # A session of its own, so that Ctrl-C on the terminal does not reach it.
    with subprocess.Popen(program, stdin=subprocess.PIPE, start_new_session=True):
        yield folder


class Cluster:
    """A server on a free port of 127.0.0.1 with its data in the given folder."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.log = folder / "log"
        self.data = folder / "data"
        self.programs = binaries.readable(folder)
        self.settings = SETTINGS if durable else SETTINGS | CARELESS
        self.port = _free_port()
        password = secrets.token_hex(16)
        self.url = f"postgresql://postgres:{password}@127.0.0.1:{self.port}/postgres"
        password_file = folder / "password"
        password_file.write_text(password)
        binaries.give_away(password_file)
        options = ["--username=postgres", f"--pwfile={password_file}", "--auth=password"]
        options += ["--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
        options += ["--set=scram_iterations=1"]  # each connection would cost a password check
        if self._spawn("initdb", f"--pgdata={self.data}", *options).wait() != 0:
            raise PostgresFailed(f"initdb failed: {self._log_end()}")

    def start(self) -> None:
        """Start the server and wait until it answers, a crash's recovery included."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.server = self._spawn("postgres", "-D", self.data, "-p", str(self.port), *settings)
            while self.server.poll() is None and time.monotonic() < deadline:
                if self._is_ready():
                    return
                time.sleep(0.02)
            time.sleep(0.1)  # after a crash a last backend may still hold the shared memory
        raise PostgresFailed(f"the server did not start: {self._log_end()}")

    def stop(self) -> None:
        """End the server at once; a durable one recovers at its next start."""
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()

    def kill(self) -> None:
        """End the server and its backends as a crash would (kill -9)."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        backends = children.read_text().split() if children.exists() else []
        for pid in [self.server.pid, *map(int, backends)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The first line tells this server's file from one that a crash left behind.
        return lines[:1] == [str(self.server.pid)] and lines[-1].strip() in {"ready", "standby"}

    def _spawn(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.programs / program, *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **binaries.identity(),
            )

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
