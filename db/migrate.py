"""Migrates the database to the version of this program; several processes may do so at once."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from db import trigram_index
from db.engine.address import sqlite_file_of
from db.engine.connections import Database
from db.engine.drivers.alchemy import MIGRATION_TIMEOUT
from db.migrating.lock import alone, is_locked
from db.version import NewerDatabase, NotMigrated, Version, missing, version

AGAIN: Final = 1  # seconds until a revision is tried again that found a table locked
HELD: Final = "A transaction holds a table that is migrated: end it, then run `imitate migrate`."
log = logging.getLogger("imitate.migrations")


async def migrate(url: str) -> bool:
    """Migrate the database to the newest revision; False where there is nothing to do.

    That is so as well where a newer program has migrated it, and lets this one serve beside it.
    """
    if file := sqlite_file_of(url):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        changed = await (_upgrade_file(database) if database.is_sqlite else _upgrade(database))
        await trigram_index.build(database)
        return changed
    finally:
        await database.dispose()


async def look(url: str) -> Version:
    """The version of the database; SQLite's file is not made for it."""
    if _has_no_file(url):
        return missing()
    database = Database(url)
    try:
        return await version(database)
    finally:
        await database.dispose()


async def _upgrade(database: Database) -> bool:
    """Run the revisions, each in a transaction of its own that locks what is there briefly."""
    if not await _is_pending(database):
        return False
    async with alone(database):
        if not await _is_pending(database):  # another process has done it meanwhile
            return False
        from db.upgrade import upgrade  # noqa: PLC0415 - it loads Alembic: see db/version.py

        until = time.monotonic() + MIGRATION_TIMEOUT / 1000
        while True:
            try:
                async with database.engine.execution_options(migrate=True).connect() as connection:
                    await connection.run_sync(upgrade)
            except DBAPIError as error:
                if not is_locked(error):
                    raise
                if time.monotonic() > until:
                    raise NotMigrated(HELD) from None
                log.warning("A transaction holds a table that is migrated: trying again")
                await asyncio.sleep(AGAIN)
            else:
                return True


async def _upgrade_file(database: Database) -> bool:
    """Run all revisions in one transaction, which waits for other writers as it begins."""
    if not await _is_pending(database):
        return False
    from db.upgrade import upgrade  # noqa: PLC0415 - it loads Alembic: see db/version.py

    async with database.engine.execution_options(migrate=True).begin() as connection:
        if not await _is_pending(database):
            return False
        await connection.run_sync(upgrade)
    return True


async def _is_pending(database: Database) -> bool:
    """Raises NewerDatabase where this program cannot serve."""
    found = await version(database)
    if found.can_serve:
        return False
    if found.is_newer:
        message = f"The database is at revision {found.current}, which this version does not know."
        raise NewerDatabase(message)
    return True


def _has_no_file(url: str) -> bool:
    file = sqlite_file_of(url)
    return file is not None and not Path(file).exists()
