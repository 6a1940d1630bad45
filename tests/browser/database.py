"""The database of a server in these tests: filled with the demo shop, changed and put back."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds for a change that takes less than one: the machine may be busy
PUBLIC = "http://127.0.0.1:8000"  # the shop's address in the template


def environment(database: Path, url: str, **settings: str) -> dict[str, str]:
    """The variables of this process, with these settings alone."""
    ours = {
        "IMITATE_DATABASE_URL": f"sqlite:///{database}",
        "IMITATE_PUBLIC_URL": url,
        "IMITATE_ARGON2_MEMORY": "8",
        "IMITATE_ARGON2_TIME": "1",
        **{f"IMITATE_{name.upper()}": value for name, value in settings.items()},
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")}
    return {**others, **ours}


def make_template(folder: Path) -> Path:
    """A database with the demo shop, to be copied."""
    database = folder / "template.db"
    command = [sys.executable, "-m", "server", "demo", "--customers", "60"]
    subprocess.run(command, cwd=ROOT, env=environment(database, PUBLIC), check=True, timeout=120)
    return database


def change(database: Path, statement: str, *values: object) -> None:
    """Change the database directly; a server may have it open."""
    with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection, connection:
        connection.execute(statement, values)


def copy(original: Path, database: Path) -> None:
    """Make the database equal to the original; a server that has it open continues with it."""
    with (
        closing(sqlite3.connect(original)) as source,
        closing(sqlite3.connect(database, timeout=PATIENCE)) as target,
    ):
        source.backup(target)
