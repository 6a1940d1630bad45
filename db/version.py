"""The revision of the database and the newest one of this program, read without Alembic.

Alembic takes a twentieth of the start of a server, and most starts have nothing to migrate.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text

from db.engine.connections import Database
from db.engine.session import Session
from db.engine.statement import Statement

TABLE: Final = "alembic_version"
ON_SQLITE: Final = Statement(
    text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"),
    lambda values: bool(values[0]),
)
ON_POSTGRESQL: Final = Statement(
    text("SELECT to_regclass('alembic_version') IS NOT NULL"), lambda values: bool(values[0])
)
# All columns: the second one, `oldest_beside`, is missing before the revision that adds it.
CURRENT: Final = Statement(text(f"SELECT * FROM {TABLE}"), tuple)  # noqa: S608 - the name is a constant
MAY_WAIT: Final = 5.0  # seconds
# Whether PostgreSQL takes no writes, and whether it waits in vain until another host has what was
# written. Those that wait are seen by every process of this role, also by one that writes nothing.
STATE: Final = Statement(
    text("""
SELECT current_setting('transaction_read_only') = 'on', EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep'
    AND query_start < clock_timestamp() - make_interval(secs => :most)
)
"""),
    tuple,
)
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
    async with database.look() as session:
        current, oldest_beside = await _current(session, is_sqlite=database.is_sqlite)
        read_only, wait = False, False
        if not database.is_sqlite:
            read_only, wait = await session.one(STATE, most=MAY_WAIT)
    return Version(current, _newest(), oldest_beside, is_writable=not read_only, commits_wait=wait)


def missing() -> Version:
    """The version of a database that is not there yet."""
    return Version(None, _newest())


async def _current(session: Session, *, is_sqlite: bool) -> tuple[str | None, str | None]:
    if not await session.one(ON_SQLITE if is_sqlite else ON_POSTGRESQL):
        return None, None
    current, *later = await session.first(CURRENT) or (None,)
    return current, later[0] if later else None


def _newest() -> str:
    """Revisions are numbers, and their files begin with them."""
    return max(file.name.partition("_")[0] for file in REVISIONS.glob("[0-9]*.py"))
