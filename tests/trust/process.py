"""A server of its own process, as operators start it, on a port that nobody else has."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

STARTS_WITHIN = 60  # seconds; a loaded machine takes its time
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running `python -m server serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A bare connection; nothing is sent yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=STARTS_WITHIN)

    def kill(self) -> None:
        """End the process as a crash would (kill -9)."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """What the process answers to the signal of an operator."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STARTS_WITHIN)


def production(**settings: object) -> dict[str, object]:
    """The settings of an operator; time-outs are short, so that tests are."""
    return {
        "environment": "production",
        "secret": "s" * 32,
        "public_url": "http://imitate.example",
        "receive_timeout": 2,
        **settings,
    }


@contextmanager
def served(folder: Path, **settings: object) -> Iterator[Server]:
    """A server on a new SQLite database with these settings; stopped at the end."""
    server = start(folder, free_port(), **settings)
    try:
        wait(server)
        yield server
    finally:
        server.kill()


def start(folder: Path, port: int, **settings: object) -> Server:
    """A server that will answer at this port; its log goes on where it ended."""
    values = {f"IMITATE_{name.upper()}": str(value) for name, value in settings.items()}
    values.setdefault("IMITATE_DATABASE_URL", f"sqlite:///{folder / 'served.db'}")
    values.setdefault("IMITATE_PUBLIC_URL", f"http://127.0.0.1:{port}")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("IMITATE_")}
    log = folder / "served.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**inherited, **values},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Server(process, port, log)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait(server: Server) -> None:
    """Until it answers; fails the test where it does not."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.process.poll() is None:
        try:
            httpx.get(f"{server.url}/health/live")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The server did not start:\n{server.log.read_text()}")
