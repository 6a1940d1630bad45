"""A migration that finds a table locked lets others pass, and tries again."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection

from db.engine.connections import Database
from db.migrate import migrate
from db.upgrade import alembic_config
from db.version import version
from tests.support.engines.databases import new_database
from tests.upgrades.release import REVISION

pytestmark = pytest.mark.postgresql


def _downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, REVISION)


@pytest.fixture
async def previous_url(postgres_url: str) -> AsyncIterator[str]:
    """A database as the previous release leaves it."""
    async with new_database(postgres_url) as url:
        await migrate(url)
        database = Database(url)
        async with database.engine.begin() as connection:
            await connection.run_sync(_downgrade)
        await database.dispose()
        yield url


async def test_readers_wait_no_longer_than_a_moment(
    previous_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The transaction that is open all the time has read what the migration changes."""
    holder, reader = [await asyncpg.connect(previous_url) for _ in range(2)]
    reading = holder.transaction()
    await reading.start()
    await holder.execute("SELECT FROM alembic_version")
    longest = 0.0

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        migrating = asyncio.create_task(migrate(previous_url))
        while not caplog.records:
            began = time.monotonic()
            await reader.execute("SELECT FROM alembic_version")
            longest = max(longest, time.monotonic() - began)
            await asyncio.sleep(0.01)
        await reading.commit()
        assert await migrating is True

    database = Database(previous_url)
    assert (await version(database)).is_current
    await database.dispose()
    assert 0.2 < longest < 2.5  # LOCK_TIMEOUT is half a second
    await holder.close()
    await reader.close()
