"""The database of a server in these tests: filled with the demo shop, changed and put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment

PATIENCE = 30  # seconds for a change that takes less than one: the machine may be busy
PUBLIC = "http://127.0.0.1:8000"  # the shop's address in the template


def make_template(folder: Path) -> Path:
    """A database with the demo shop, to be copied."""
    database = folder / "template.db"
    settings = {"database_url": f"sqlite:///{database}", "public_url": PUBLIC, **CHEAP}
    made = command("demo", "--customers", "60", "--no-past", env=environment(**settings))
    assert made.returncode == 0, made.stderr
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
