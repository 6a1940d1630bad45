"""PgBouncer in transaction mode before a server of tests, run from Debian's package.

It refuses start-up parameters and knows nothing of prepared statements, as 1.18 is delivered.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socket import create_connection
from typing import Final
from urllib.parse import unquote, urlsplit

from tests.support.engines import binaries
from tests.support.engines.cluster import cluster_folder
from tests.support.engines.kept import POOLER
from tests.support.servers import free_port

STARTS_WITHIN: Final = 30  # seconds; a loaded machine takes its time
FOLDERS: Final = ("/usr/sbin", "/usr/bin", "/usr/local/bin")
CONFIGURATION: Final = """\
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
default_pool_size = {size}
ignore_startup_parameters = {ignored}
max_client_conn = 1000
pidfile = {folder}/pgbouncer.pid
logfile = {folder}/pgbouncer.log
"""

ProductUrl = Callable[[str], str]  # the address by which the product reaches a database


class PgBouncer:
    """One PgBouncer on a free port of 127.0.0.1; any database of the server is behind it."""

    def __init__(self, folder: Path, server: str, *, size: int, ignored: str) -> None:
        """`size`: connections to the server for each database. `ignored`: start-up parameters."""
        self.port = free_port()
        self._folder = folder
        address = urlsplit(server)
        users = folder / "users.txt"
        users.write_text(f'"{address.username}" "{unquote(address.password or "")}"\n')
        configuration = CONFIGURATION.format(
            host=address.hostname,
            port=address.port or 5432,
            own_port=self.port,
            users=users,
            size=size,
            ignored=ignored,
            folder=folder,
        )
        (folder / "pgbouncer.ini").write_text(configuration)
        for file in (users, folder / "pgbouncer.ini"):
            binaries.give_away(file)

    def url(self, server: str) -> str:
        """The same database of the server, by way of the pooler."""
        address = urlsplit(server)
        user, _, _ = address.netloc.rpartition("@")
        return address._replace(netloc=f"{user}@127.0.0.1:{self.port}").geturl()

    def start(self) -> None:
        """Start it and wait until it listens."""
        program = found()
        assert program is not None
        self._process = subprocess.Popen(
            [program, "-q", self._folder / "pgbouncer.ini"],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **binaries.identity(),
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._listens():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def log(self) -> str:
        return (self._folder / "pgbouncer.log").read_text(errors="replace")

    def _listens(self) -> bool:
        try:
            with closing(create_connection(("127.0.0.1", self.port), timeout=STARTS_WITHIN)):
                return True
        except ConnectionRefusedError:
            return False


def found() -> str | None:
    """The program, which Debian keeps out of the PATH of users; None where it is missing."""
    return shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS]))


@contextmanager
def product_urls(server: str) -> Iterator[ProductUrl]:
    """By way of PgBouncer where TEST_POOLER=pgbouncer asks for it, else directly."""
    if POOLER == "none":
        yield lambda url: url
        return
    with pgbouncer(server) as pooler:
        yield pooler.url


@contextmanager
def pgbouncer(server: str, *, size: int = 20, ignored: str = "") -> Iterator[PgBouncer]:
    """A PgBouncer that runs; killed at the end."""
    with cluster_folder() as folder:
        pooler = PgBouncer(folder, server, size=size, ignored=ignored)
        pooler.start()
        try:
            yield pooler
        finally:
            pooler.kill()
