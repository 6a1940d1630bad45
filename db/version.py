"""The revision of the database and the newest one of this program, read without Alembic.

Alembic takes a twentieth of the start of a server, and most starts have nothing to migrate.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from db.engine.connections import Database

TABLE: Final = "alembic_version"
# All columns: `oldest_beside` is missing before the revision that adds it.
CURRENT: Final = text(f"SELECT * FROM {TABLE}")  # noqa: S608 - the name is a constant
MAY_WAIT: Final = 5  # seconds
# Whether PostgreSQL takes no writes, and whether it waits in vain until another host has what was
# written. Those that wait are seen by every process of this role, also by one that writes nothing.
STATE: Final = text("""
SELECT current_setting('transaction_read_only') = 'on', EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep'
    AND query_start < clock_timestamp() - make_interval(secs => :most)
)
""")
REVISIONS: Final = Path(__file__).parent / "migrations" / "versions"


class NotMigrated(RuntimeError):
    """The database does not become, or is not, of a version that this program can serve with."""


class NewerDatabase(NotMigrated):
    """A newer version of this program migrated the database, and left this one behind."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the database has, and what this program knows. Revisions are ordered as text."""

    current: str | None  # None before the first migration
    newest: str  # of this program
    oldest_beside: str | None = None  # programs whose newest revision is older cannot serve
    is_writable: bool = True  # False for a standby, or a primary that was told to take no writes
    commits_wait: bool = False  # for another host, longer than MAY_WAIT

    @property
    def is_current(self) -> bool:
        return self.current == self.newest

    @property
    def is_newer(self) -> bool:
        """Whether a newer program has migrated the database."""
        return self.current is not None and self.current > self.newest

    @property
    def can_serve(self) -> bool:
        """Whether this program can serve with the database as it is."""
        beside = self.oldest_beside is not None and self.oldest_beside <= self.newest
        return self.is_current or (self.is_newer and beside)


async def version(database: Database) -> Version:
    """The version of the database beside that of this program."""
    async with database.engine.connect() as connection:
        current, oldest_beside = await connection.run_sync(_current)
        read_only, wait = False, False
        if not database.is_sqlite:
            read_only, wait = (await connection.execute(STATE, {"most": MAY_WAIT})).one()
    return Version(current, _newest(), oldest_beside, is_writable=not read_only, commits_wait=wait)


def missing() -> Version:
    """The version of a database that is not there yet."""
    return Version(None, _newest())


def _current(connection: Connection) -> tuple[str | None, str | None]:
    if not inspect(connection).has_table(TABLE):
        return None, None
    row = connection.execute(CURRENT).mappings().first()
    return (None, None) if row is None else (row["version_num"], row.get("oldest_beside"))


def _newest() -> str:
    """Revisions are numbers, and their files begin with them."""
    return max(file.name.partition("_")[0] for file in REVISIONS.glob("[0-9]*.py"))
