"""What a run was made on: the machine, the versions, the commit, the date."""

import json
import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.support.engines import binaries

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools",
    "sqlalchemy", "asyncpg", "orjson", "argon2-cffi",
)  # fmt: skip


def today() -> str:
    """The date, UTC."""
    return datetime.now(UTC).date().isoformat()


def commit() -> str:
    """The commit of this tree, and whether it was changed since."""
    known = _told("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    changed = _told("git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no")
    return f"{known} with changes" if changed else known


def name() -> str:
    """How many cores of which processor, and how much memory."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "CPU")
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB"


def load() -> str:
    """How many processes have wanted to run at once, on average of a minute and of a quarter."""
    minute, _, quarter = os.getloadavg()
    return f"{minute:.1f} ({quarter:.1f} over 15 minutes)"


def versions() -> str:
    """Of all that is measured."""
    known = [
        f"Python {platform.python_version()}",
        _told(binaries.find() / "postgres", "--version"),
    ]
    known += [f"{package} {version(package)}" for package in PACKAGES]
    if shutil.which("node"):
        known.append(f"Node {_told('node', '--version').removeprefix('v')}")
        known += [f"{package} {number}" for package, number in _of_npm().items()]
    return ", ".join(known)


def _of_npm() -> dict[str, str]:
    """What the servers on Node are installed with."""
    files = (
        ROOT / "benchmarks" / "peers" / "node" / name for name in ("package.json", "vendure.json")
    )
    wanted: dict[str, str] = {}
    for file in files:
        wanted |= json.loads(file.read_text())["dependencies"]
    return wanted


def _told(*command: str | Path) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()
