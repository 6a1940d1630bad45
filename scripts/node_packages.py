"""Finds Node and installs the locked packages of the admin, with or without those of the tests."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent.parent
ADMIN = ROOT / "admin"
LOCK = ADMIN / "package-lock.json"
INSTALLED = ADMIN / "node_modules" / ".lock-stamp"
PROBE = ROOT / "scripts" / "unreachable.py"
SILENCE = 15  # seconds

QUIETLY = ("--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")


class NoNode(Exception):
    """No Node that Vite runs on: ^20.19 or >=22.12."""


class NotInstalled(Exception):
    """npm could not install the packages; it or a line about the network has said why."""


def find_node() -> Path | None:
    """The folder of a Node that is new enough: PATH first, then the running environment."""
    for path in (None, str(Path(sys.executable).parent)):
        node = shutil.which("node", path=path)
        if node and shutil.which("npm", path=str(Path(node).parent)) and is_new_enough(node):
            return Path(node).parent
    return None


def is_new_enough(node: str) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if not version:
        return False
    found = int(version[1]), int(version[2])
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def installed(*, tests: bool) -> Path:
    """The folder of Node, once the locked packages are there."""
    node = find_node()
    if node is None:
        raise NoNode(
            "The admin needs Node 20.19, 22.12 or newer to be built. Install it, or run "
            f"`{sys.executable} -m pip install --require-hashes -r locks/node.lock`."
        )
    locked = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    there = INSTALLED.read_text() if INSTALLED.is_file() else ""
    if there == f"{locked} tests" or (there == f"{locked} build" and not tests):
        return node
    install(node, tests=tests)
    INSTALLED.write_text(f"{locked} {'tests' if tests else 'build'}")
    return node


def install(node: Path, *, tests: bool) -> None:
    """Install and tell how far it is; where it fails, say whether that is the network."""
    registry = npm(node, "config", "get", "registry", told=True).strip()
    folders = locked_folders(tests=tests)
    shown = without_password(registry)
    tell(f"Installing the {len(folders)} packages of the admin from {shown}; this takes minutes")
    INSTALLED.unlink(missing_ok=True)
    options = [] if tests else ["--omit=dev"]
    command = [program(node), "ci", *options, *QUIETLY]
    with TemporaryFile("w+") as output:
        running = subprocess.Popen(
            command, cwd=ADMIN, env=with_node(node), stdout=output, stderr=output
        )
        told = watch(running, folders, registry)
        if running.returncode == 0:
            return
        if not told and not is_unreachable(registry):
            output.seek(0)
            sys.stderr.write(output.read())
    raise NotInstalled("The packages of the admin are not installed.")


def watch(npm: subprocess.Popen[bytes], folders: list[Path], registry: str) -> bool:
    """Tell how many packages are unpacked; end npm, and answer true, where none can come.

    npm itself tries for ten minutes where a registry answers nothing.
    """
    before = 0
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                npm.wait(timeout=SILENCE)
                return False
            there = sum((folder / "package.json").is_file() for folder in folders)
            tell(f"  {there} of {len(folders)} are there")
            if there == before and is_unreachable(registry):
                return True
            before = there
    finally:
        npm.terminate()
        npm.wait()


def is_unreachable(registry: str) -> bool:
    """Whether the registry is out of reach, which is told then."""
    return subprocess.run([sys.executable, str(PROBE), registry], check=False).returncode == 0


def locked_folders(*, tests: bool) -> list[Path]:
    """The folder of each package that every platform needs; the first entry is the admin itself."""
    packages = list(json.loads(LOCK.read_text())["packages"].items())[1:]
    return [
        ADMIN / folder
        for folder, facts in packages
        if (tests or not facts.get("dev")) and not facts.get("optional")
    ]


def npm(node: Path, *words: str, told: bool = False) -> str:
    """Run npm; `told` answers what it prints, which a failure carries as well."""
    output = subprocess.PIPE if told else None
    command, env = [program(node), *words], with_node(node)
    done = subprocess.run(command, cwd=ADMIN, env=env, check=True, stdout=output, text=True)
    return done.stdout or ""


def program(node: Path) -> str:
    return shutil.which("npm", path=str(node)) or "npm"


def with_node(node: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}


def tell(step: str) -> None:
    """At once, also into a pipe: the next step may take minutes."""
    print(step, flush=True)


def without_password(address: str) -> str:
    scheme, separator, rest = address.partition("://")
    place, slash, path = rest.partition("/")  # the path may name a scope of npm: @scope
    return scheme + separator + place.rpartition("@")[2] + slash + path
