"""The wheel, installed into an environment of its own, and the programs that run there."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess, Popen

import httpx

from tests.support.servers import NO_TLS, STARTS_WITHIN, environment

ROOT = Path(__file__).parents[2]
ADMIN = ROOT / "server" / "static" / "admin" / "index.html"
SCRIPT = ("imitate",)
MODULE = ("python", "-m", "imitate")
CHEAP = {"argon2_memory": 8, "argon2_time": 1}


@dataclass(frozen=True, slots=True)
class Installed:
    """A new environment with the wheel in it, and a folder to start its programs in."""

    root: Path
    added: frozenset[str]  # what the wheel brought into site-packages
    folder: Path
    bytecode: Path

    @property
    def site_packages(self) -> Path:
        return site_packages(self.root)

    def run(
        self, *arguments: str, door: tuple[str, ...] = SCRIPT, **settings: object
    ) -> CompletedProcess[str]:
        command, env = self._command(door, *arguments), self._environment(**settings)
        return run(command, self.folder, env)

    @contextmanager
    def served(self, url: str, *options: str) -> Iterator[httpx.Client]:
        """A client of `imitate serve` with these options; the server is stopped at the end."""
        log = self.folder / "log"
        command = self._command(SCRIPT, "serve", "--port", url.rpartition(":")[2], *options)
        env = self._environment(public_url=url)
        with (
            log.open("w") as output,
            Popen(command, cwd=self.folder, env=env, stdout=output, stderr=output) as process,
            httpx.Client(base_url=url, verify=NO_TLS, timeout=60) as http,
        ):
            try:
                wait(http, process, log)
                yield http
            finally:
                process.send_signal(signal.SIGTERM)

    def _command(self, door: tuple[str, ...], *arguments: str) -> list[str]:
        return [str(self.root / "bin" / door[0]), *door[1:], *arguments]

    def _environment(self, **settings: object) -> dict[str, str]:
        """Bytecode goes elsewhere, so that every change of site-packages is the program's."""
        return {**bare(**CHEAP, **settings), "PYTHONPYCACHEPREFIX": str(self.bytecode)}


def install(folder: Path) -> Installed:
    """Build the wheel as `make wheel` does, and install it with the locked versions."""
    dist, root, elsewhere = folder / "dist", folder / "environment", folder / "elsewhere"
    uv("build", "--no-build-isolation", "--out-dir", str(dist), str(ROOT))
    uv("venv", "--python", sys.executable, str(root))
    python = ("--python", str(root / "bin" / "python"))
    uv("pip", "install", *python, "--require-hashes", "-r", str(ROOT / "locks" / "run.lock"))
    before = {path.name for path in site_packages(root).iterdir()}
    uv("pip", "install", *python, "--no-deps", *map(str, dist.glob("*.whl")))
    after = {path.name for path in site_packages(root).iterdir()}
    elsewhere.mkdir()
    return Installed(root, frozenset(after - before), elsewhere, folder / "bytecode")


def site_packages(root: Path) -> Path:
    (found,) = root.glob("lib/python*/site-packages")
    return found


def uv(*arguments: str) -> None:
    """A stale admin is not built: that takes a minute, and `make test` has done it before."""
    env = {**bare(), "SKIP_ADMIN": "1"}
    done = run([sys.executable, "-m", "uv", *arguments], ROOT, env)
    assert done.returncode == 0, done.stderr


def run(command: list[str], folder: Path, env: dict[str, str]) -> CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def bare(**settings: object) -> dict[str, str]:
    """The variables of this process without those that lead Python to the checkout."""
    return {name: value for name, value in environment(**settings).items() if "PYTHON" not in name}


def wait(http: httpx.Client, process: "Popen[bytes]", log: Path) -> None:
    """Until it answers; fails the test where it does not."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        assert process.poll() is None, f"It ended:\n{log.read_text()}"
        assert time.monotonic() < until, f"It does not answer:\n{log.read_text()}"
        try:
            if http.get("/health/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
