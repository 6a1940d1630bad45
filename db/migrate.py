"""Migrates the database to the version of this program; several processes may do so at once."""

from pathlib import Path

from db import trigram_index
from db.engine.connections import Database
from db.version import version


async def migrate(url: str) -> bool:
    """Migrate the database to the newest revision; False when it is there already."""
    database = Database(url)
    _make_folder(database)
    try:
        changed = await _upgrade(database)
        await trigram_index.build(database)
        return changed
    finally:
        await database.dispose()


async def _upgrade(database: Database) -> bool:
    current, newest = await version(database)
    if current == newest:
        return False
    from db.upgrade import upgrade  # noqa: PLC0415 - it loads Alembic: see db/version.py

    async with database.engine.execution_options(migrate=True).begin() as connection:
        return await connection.run_sync(upgrade)


def _make_folder(database: Database) -> None:
    file = database.url.database
    if database.is_sqlite and file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
