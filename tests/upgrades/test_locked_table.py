"""A migration that finds a table locked lets others pass, and tries again."""

import asyncio
import logging
import time

import asyncpg
import pytest

from db.engine.connections import Database
from db.migrate import migrate
from db.version import version

pytestmark = pytest.mark.postgresql
SEEN = 0.2  # seconds of a wait that the reader has met nearly from its beginning


async def test_readers_wait_no_longer_than_a_moment(
    postgres_at_tag: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The transaction that is open all the time has read what the migration changes."""
    holder, reader = [await asyncpg.connect(postgres_at_tag) for _ in range(2)]
    reading = holder.transaction()
    await reading.start()
    await holder.execute("SELECT FROM alembic_version")
    longest = 0.0

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        migrating = asyncio.create_task(migrate(postgres_at_tag))
        while not migrating.done() and not (caplog.records and longest > SEEN):
            began = time.monotonic()
            await reader.execute("SELECT FROM alembic_version")
            longest = max(longest, time.monotonic() - began)
            await asyncio.sleep(0.01)
        await reading.commit()
        assert await migrating is True

    database = Database(postgres_at_tag)
    assert (await version(database)).is_current
    await database.dispose()
    assert caplog.records
    assert SEEN < longest < 2.5  # LOCK_TIMEOUT is half a second
    await holder.close()
    await reader.close()
