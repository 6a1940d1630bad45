"""The real server, as its command line starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

SERVER = [sys.executable, "-m", "server"]


def environment(**settings: object) -> dict[str, str]:
    """The variables of this process, with these settings alone."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")}
    return ours | {f"IMITATE_{name.upper()}": str(value) for name, value in settings.items()}


def command(
    *arguments: str, env: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `python -m server ...` to its end."""
    return subprocess.run(
        [*SERVER, *arguments],
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(port: int, *options: str, env: Mapping[str, str]) -> Iterator[str]:
    """The address of `python -m server serve` until the end of the block."""
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*SERVER, "serve", "--port", str(port), *options], env=env) as process:
        try:
            _wait(process, url)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, "the server ended before it answered"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.05)
