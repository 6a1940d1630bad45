"""Real server processes on the database of a test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
START_WITHIN = 60  # seconds; a loaded machine takes some


def environment(database_url: str) -> dict[str, str]:
    """What a process of the server is told; nothing of ours but this."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")}
    return {
        **others,
        "IMITATE_DATABASE_URL": database_url,
        "IMITATE_ARGON2_MEMORY": "8",
        "IMITATE_ARGON2_TIME": "1",
    }


@contextmanager
def server(database_url: str) -> Iterator[str]:
    """The URL of a new process that serves the database; it is told to stop at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "server", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(database_url), stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_ready(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, "The server ended before it was ready."
        try:
            if httpx.get(f"{url}/health/ready", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} was not ready within {START_WITHIN} seconds.")
