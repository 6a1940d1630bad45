"""The tree of the previous release in a folder of its own, and its programs.

They run on today's packages where both trees lock the same ones, else on those that it locks.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.servers import environment
from tests.upgrades.release import COMMIT, NAME

ROOT = Path(__file__).parents[3]
LOCK = Path("locks", "run.lock")


class CommitMissing(Exception):
    """The clone is shallow, or no clone."""


@dataclass(frozen=True, slots=True)
class Release:
    """Its tree, and a Python with the packages that it locks."""

    folder: Path
    python: Path

    @property
    def program(self) -> tuple[str, str]:
        """The arguments of a Python that becomes `python -m server` of that tree."""
        python = str(self.python)
        start = f"import os, sys; os.chdir({str(self.folder)!r}); "
        return "-c", f"{start}os.execv({python!r}, [{python!r}, '-m', 'server', *sys.argv[1:]])"

    def run(self, *arguments: str, **settings: Any) -> CompletedProcess[str]:
        """Run one of its commands to its end."""
        command = [str(self.python), "-m", "server", *arguments]
        env = environment(**settings)
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )

    def document(self, operation: str) -> str:
        """The text of one of its operations, such as `admin/user-login`."""
        room, name = operation.split("/")
        (file,) = self.folder.glob(f"graphql/{room}/**/{name}.graphql")
        return file.read_text(encoding="utf-8")


@contextmanager
def previous_release() -> Iterator[Release]:
    """Its tree, removed at the end; raises CommitMissing where git does not have it."""
    known = _git("cat-file", "-e", f"{COMMIT}^{{commit}}")
    if known.returncode != 0:
        raise CommitMissing(f"git does not have {NAME}: a clone with its history is needed")
    with TemporaryDirectory(prefix="imitate-release-") as name:
        tree = Path(name, "tree")
        tree.mkdir()
        subprocess.run(["tar", "-x", "-C", tree], input=_git("archive", COMMIT).stdout, check=True)
        yield Release(tree, _python(tree, Path(name, "environment")))


def _python(tree: Path, environment_folder: Path) -> Path:
    if (tree / LOCK).read_bytes() == (ROOT / LOCK).read_bytes():
        return Path(sys.executable)
    _uv("venv", "--quiet", "--python", sys.executable, str(environment_folder))
    python = environment_folder / "bin" / "python"
    lock = str(tree / LOCK)
    _uv("pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", lock)
    return python


def _uv(*arguments: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([sys.executable, "-m", "uv", *arguments], env=env, check=True)


def _git(*arguments: str) -> CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
