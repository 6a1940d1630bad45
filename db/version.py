"""The revision of the database and the newest one of this program, read without Alembic.

Alembic takes a twentieth of the start of a server, and most starts have nothing to migrate.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, String, column, inspect, select, table

from db.engine.connections import Database

TABLE: Final = "alembic_version"
CURRENT: Final = select(column("version_num", String)).select_from(table(TABLE))
REVISIONS: Final = Path(__file__).parent / "migrations" / "versions"


class NewerDatabase(RuntimeError):
    """The database was migrated by a newer version of this program."""


async def version(database: Database) -> tuple[str | None, str]:
    """The revision of the database, None before the first migration, and the newest one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current), _newest()


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(TABLE):
        return None
    return connection.scalar(CURRENT)


def _newest() -> str:
    """Revisions are numbers, and their files begin with them."""
    return max(file.name.partition("_")[0] for file in REVISIONS.glob("[0-9]*.py"))
