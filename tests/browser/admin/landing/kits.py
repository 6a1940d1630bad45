"""The shops of `integrations/`, each as a process of its own that takes hand-overs."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.browser.asking import TLS
from tests.support.forks.node import node_for

INTEGRATIONS = Path(__file__).parents[4] / "integrations"
STARTS_WITHIN = 60  # seconds; a loaded machine takes its time


@dataclass(frozen=True, slots=True)
class Foreign:
    """A running foreign shop, its kit, and the channel that stands for it in imitate."""

    kit: str
    url: str
    channel_id: str
    log: Path

    @property
    def landing(self) -> str:
        return f"{self.url}/account/login/imitate-customer"

    def client(self) -> httpx.Client:
        """A browser without scripts."""
        return httpx.Client(base_url=self.url, verify=TLS, timeout=STARTS_WITHIN)


def starlette(port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "shop:app", "--port", str(port)]


def django(port: int) -> list[str]:
    return [sys.executable, "serve.py", str(port)]


def express(port: int) -> list[str]:
    return [str(node_for(INTEGRATIONS / "landing-express") / "node"), "shop.mjs", str(port)]


def php(port: int) -> list[str]:
    program = shutil.which("php")
    if program is None:
        pytest.skip("php is missing: apt install php-cli")
    return [program, "-S", f"127.0.0.1:{port}", "shop.php"]


KITS: dict[str, Callable[[int], list[str]]] = {
    "starlette": starlette,
    "django": django,
    "express": express,
    "php": php,
}


@contextmanager
def serving(foreign: Foreign, command: list[str], **settings: str) -> Iterator[None]:
    """The shop, until the end of the block."""
    environment = {
        **os.environ,
        **settings,
        "SHOP_CUSTOMERS": "10001=Bob,10002=Carol",
        "SHOP_DATABASE": str(foreign.log.with_suffix(".db")),
        "SHOP_HTTPS": "0",
        "SHOP_SECRET": "k" * 50,
        "IMITATION_COOKIE": "imitation",
        "PHP_CLI_SERVER_WORKERS": "2",
    }
    with (
        foreign.log.open("w") as log,
        subprocess.Popen(
            command,
            cwd=INTEGRATIONS / f"landing-{foreign.kit}",
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            _wait(foreign, process)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # PHP's own workers outlive it else


def _wait(foreign: Foreign, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    with foreign.client() as client:
        while True:
            assert process.poll() is None, f"It ended:\n{foreign.log.read_text()}"
            assert time.monotonic() < until, f"It does not answer:\n{foreign.log.read_text()}"
            try:
                assert client.get("/account").status_code == 200, foreign.log.read_text()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
