"""The product at a revision: this tree, or the files of a commit with an environment of its own."""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.messages import HOST
from benchmarks.harness.programs import Program, without_settings

ROOT = Path(__file__).parents[2]
TREES = ROOT / "var" / "benchmarks" / "revisions"  # kept for the next run
ENVIRONMENT = ROOT / "var" / "benchmarks" / "environment"
# Limits that a load of one address must not meet; the product counts towards them all the same.
SETTINGS = {
    "PUBLIC_URL": f"http://{HOST}",
    "IMITATION_MAX_DURATION": "86400",
    "IMITATION_IDLE_TIMEOUT": "86400",
    "USER_SESSION_LIFETIME": "86400",
    "USER_SESSION_IDLE_TIMEOUT": "86400",
    "TOKEN_LIFETIME": "3600",
    "IMITATIONS_PER_USER": "1000",
    **{
        f"RATE_{subject}": "1000000"
        for subject in (
            "ACCOUNT_LOGINS",
            "ADDRESS_LOGINS",
            "USER_TOKENS",
            "ADDRESS_TOKENS",
            "ADDRESS_REDEMPTIONS",
        )
    },
}


@dataclass(frozen=True, slots=True)
class Revision:
    """The product's files and the Python that runs them."""

    name: str
    folder: Path
    python: str

    def run(self, *arguments: str, database_url: str) -> None:
        """Run a command of the product to its end."""
        subprocess.run(
            [self.python, "-m", "server", *arguments],
            cwd=self.folder,
            env=without_settings() | settings(database_url),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def server(self, name: str, database_url: str) -> Program:
        """The product's server on a database that is there."""
        arguments = [self.python, "-m", "server", "serve", "--no-migrate", "--port", "{port}"]
        return Program(name, arguments, settings(database_url), self.folder)


def settings(database_url: str) -> dict[str, str]:
    """The environment of a product that is measured."""
    given = {"DATABASE_URL": database_url, **SETTINGS}
    return {f"IMITATE_{name}": value for name, value in given.items()}


def current() -> Revision:
    """The product as this tree has it, with what it runs on alone: tests' packages take memory."""
    python = ENVIRONMENT / "bin/python"
    if python.resolve() != Path(sys.executable).resolve():  # none yet, or of another Python
        venv.create(ENVIRONMENT, clear=True, symlinks=True, with_pip=True)
    install = ["sh", "scripts/install.sh", str(python), "-r", "locks/run.lock"]
    subprocess.run(install, cwd=ROOT, env=without_settings(), stdout=sys.stderr, check=True)
    return Revision("imitate", ROOT, str(python))


def at(commit: str) -> Revision:
    """The product as it was at a commit; the first time takes as long as an environment."""
    known = (
        _git("rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    )
    folder = TREES / known
    if not folder.exists():
        archive = _git("archive", known)
        folder.mkdir(parents=True)
        # tarfile refuses harmful paths from Python 3.11.4 on alone, and Debian's is 3.11.2.
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    make = ["make", "--silent", ".venv/run"]
    subprocess.run(make, cwd=folder, env=without_settings(), stdout=sys.stderr, check=True)
    return Revision(f"imitate at {known[:7]}", folder, str(folder / ".venv/bin/python"))


def _git(*arguments: str) -> bytes:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
