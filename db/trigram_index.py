"""Builds PostgreSQL's indexes of trigrams while others write, and tells which are missing.

CREATE INDEX CONCURRENTLY runs in no transaction, so it follows the migrations, each time one is
missing: the extension may have come later, and a build may have been interrupted.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine.connections import Database
from db.migrating.lock import alone
from db.trigrams import INDEXED, index_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

EXTENSION: Final = text("CREATE EXTENSION IF NOT EXISTS pg_trgm")
VALID: Final = text(
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE indisvalid AND pg_table_is_visible(indexrelid)"
)
# Changes wait in a list, which makes imports twice as fast; every search reads it, so it is short.
KIND: Final = "USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 256)"
WITHOUT: Final = "Without its index a search of %s reads the whole table: %s"
log = logging.getLogger("imitate.migrations")


async def find_missing(database: Database) -> Sequence[str]:
    """The tables that are searched without an index; SQLite's migrations make theirs."""
    if database.is_sqlite:
        return []
    async with database.engine.connect() as connection:
        return await _missing(connection)


async def build(database: Database) -> None:
    """Build what is missing; searches without it find the same, by reading the whole table."""
    if await find_missing(database):
        async with alone(database):
            await _build_all(database)


async def _build_all(database: Database) -> None:
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        tables = await _missing(connection)  # another process may have built all meanwhile
        try:
            await connection.execute(EXTENSION)
            for table in tables:
                await _build(connection, table)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            reason = str(error.orig).partition("\n")[0]
            log.warning(WITHOUT, " and of ".join(tables), reason)


async def _missing(connection: "AsyncConnection") -> Sequence[str]:
    valid = set((await connection.execute(VALID)).scalars())
    return [table for table in INDEXED if index_name(table) not in valid]


async def _build(connection: "AsyncConnection", table: str) -> None:
    index = index_name(table)
    for statement in (
        f"DROP INDEX CONCURRENTLY IF EXISTS {index}",  # an interrupted build left it invalid
        f"CREATE INDEX CONCURRENTLY {index} ON {table} {KIND}",
    ):
        await connection.execute(text(statement))
