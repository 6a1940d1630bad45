"""Lets one process at a time change PostgreSQL's schema; SQLite has its lock of writers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine.connections import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

LOCK: Final = 0x696D6974617465  # "imitate" in ASCII: the advisory lock of migrations
LOCKED: Final = "55P03"  # SQLSTATE lock_not_available
PAUSE: Final = 0.2  # seconds between two attempts
# CREATE INDEX CONCURRENTLY waits for the snapshots of others. A process that waits inside a
# statement has one, and so has a transaction after a SELECT; after DO it has none.
TRY: Final = text(
    f"DO $$ BEGIN IF NOT pg_try_advisory_xact_lock({LOCK}) THEN "
    f"RAISE EXCEPTION 'another process migrates' USING ERRCODE = '{LOCKED}'; END IF; END $$"
)
STAY: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")
log = logging.getLogger("imitate.migrations")


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[None]:
    """Hold the lock, on a connection of its own; wait as long as another process migrates."""
    is_told = False
    while True:
        async with database.engine.connect() as holder:
            if await _holds_lock(holder):
                await holder.execute(STAY)
                yield
                return
        if not is_told:
            log.warning("Another process migrates the database: this one waits")
            is_told = True
        await asyncio.sleep(PAUSE)


async def _holds_lock(holder: "AsyncConnection") -> bool:
    try:
        await holder.execute(TRY)
    except DBAPIError as error:
        if is_locked(error):
            return False
        raise
    return True


def is_locked(error: DBAPIError) -> bool:
    """Whether another transaction holds what the statement needs."""
    return getattr(error.orig, "sqlstate", None) == LOCKED
