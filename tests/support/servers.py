"""`python -m server ...` in a process of its own, and the servers that tests ask."""

import os
import signal
import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import httpx

from tests.support.engines.kept import AUDIT_KEY, SECRET
from tests.support.forks.processes import Process, run

PROGRAM = ("-m", "server")
STARTS_WITHIN = 180  # seconds; a loaded machine takes its time
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading certificates takes 20 ms a client


@dataclass(frozen=True, slots=True)
class Server:
    """A running `python -m server serve`."""

    process: Process
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(**{"base_url": self.url, "verify": NO_TLS, "timeout": 60, **options})

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        options = {"base_url": self.url, "verify": NO_TLS, "timeout": 60, **options}
        return httpx.AsyncClient(**options)

    def connect(self) -> socket.socket:
        """A bare connection; nothing is sent yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=STARTS_WITHIN)

    def stop(self) -> int:
        """Stop it by SIGTERM, as operators do; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STARTS_WITHIN)


def environment(**settings: object) -> dict[str, str]:
    """The variables of this process, with these settings alone."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")}
    return ours | {f"IMITATE_{name.upper()}": str(value) for name, value in settings.items()}


def production(**settings: object) -> dict[str, Any]:
    """Settings of production, with short time-outs."""
    return {
        "environment": "production",
        "secret": SECRET,
        "audit_key": AUDIT_KEY,
        "public_url": "http://imitate.example",
        "waive": "public-url",
        "receive_timeout": 2,
        **settings,
    }


def command(
    *arguments: str, env: Mapping[str, str], stdin: str = "", genuine: bool = False
) -> CompletedProcess[str]:
    """Run `python -m server ...` to its end."""
    return run(*PROGRAM, *arguments, env=env, stdin=stdin, genuine=genuine)


@contextmanager
def served(
    folder: Path,
    *options: str,
    port: int = 0,
    program: Sequence[str] = PROGRAM,
    genuine: bool = False,
    **settings: object,
) -> Iterator[Server]:
    """A server with these settings, by default on a new SQLite database; killed at the end."""
    server = start(
        folder, port or free_port(), *options, program=program, genuine=genuine, **settings
    )
    with server.process:
        wait(server)
        yield server


def start(
    folder: Path,
    port: int,
    *options: str,
    program: Sequence[str] = PROGRAM,
    genuine: bool = False,
    **settings: object,
) -> Server:
    """A server that will answer at this port; its log is appended."""
    defaults = {
        "database_url": f"sqlite:///{folder / 'served.db'}",
        "public_url": f"http://127.0.0.1:{port}",
    }
    log = folder / "served.log"
    process = Process(
        *(*program, "serve", "--port", str(port), *options),
        env=environment(**defaults | settings),
        stdout=log,
        stderr=log,
        genuine=genuine,
    )
    return Server(process, port, log)


def free_port() -> int:
    """A free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(server: Server) -> None:
    """Wait until it answers; fail the test where it does not."""
    until = time.monotonic() + STARTS_WITHIN
    while not _answers(server):
        assert server.process.exitcode is None, f"It ended:\n{server.log.read_text()}"
        assert time.monotonic() < until, f"It does not answer:\n{server.log.read_text()}"
        time.sleep(0.02)


def _answers(server: Server) -> bool:
    """Whether it is live. Readiness is remembered for a second, which would mislead a test."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=STARTS_WITHIN)) as connection:
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
