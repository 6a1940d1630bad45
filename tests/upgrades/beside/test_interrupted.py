"""Migrations that are stopped or killed leave nothing half done, and the next one goes on."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection

from db.engine.connections import Database
from db.migrate import migrate
from db.version import version
from tests.db.test_migrations import differences
from tests.support.engines.databases import new_database
from tests.support.forks.processes import Process
from tests.support.servers import command, environment
from tests.upgrades.beside.next_release import NEWEST, Revision, next_release

FIRST, FURTHER = 0.02, 1.3  # seconds, and how much longer each process runs than the one before
LEAST = 5  # processes
ADD = 'op.execute("ALTER TABLE customers ADD COLUMN x INTEGER")'
SLOW = Revision("9001", f'{ADD}; op.execute("SELECT pg_sleep(60)")')
INDEX = Revision("9001", 'concurrently.create_index("ix_next", "customers", ["company"])')
WAITS_FOR = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE $1 AND state = 'active')"


@pytest.fixture
async def url(postgres_url: str) -> AsyncIterator[str]:
    async with new_database(postgres_url) as created:
        await migrate(created)
        yield created


async def looked_at(url: str) -> tuple[str | None, list[object]]:
    """The revision of the database, and how it differs from the models."""
    database = Database(url)
    try:
        found = await version(database)
        async with database.engine.connect() as connection:
            return found.current, list(await connection.run_sync(_differences))
    finally:
        await database.dispose()


def _differences(connection: Connection) -> list[object]:
    return list(differences(connection))


async def runs(url: str, statement: str) -> None:
    """Wait until a statement runs."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(60):
        while not await connection.fetchval(WAITS_FOR, f"{statement}%"):  # noqa: ASYNC110 - PostgreSQL signals nothing
            await asyncio.sleep(0.05)
    await connection.close()


@pytest.mark.long
async def test_at_any_moment(empty_url: str) -> None:
    """From an empty database on; each process gets a little further, until one gets to the end."""
    env, ends = environment(database_url=empty_url), [-1]
    while ends[-1] < 0:
        process = Process("-m", "server", "migrate", env=env)
        await asyncio.sleep(FIRST * FURTHER ** len(ends))
        process.send_signal(random.choice([signal.SIGTERM, signal.SIGKILL]))
        ends.append(process.wait())

    ended = command("migrate", env=env)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert await looked_at(empty_url) == (NEWEST, [])
    assert len(ends) > LEAST


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
async def test_postgresql_undoes_the_revision_and_lets_others_in(
    url: str, tmp_path: Path, number: int
) -> None:
    """Its backend would hold the table as long as the statement takes."""
    release = next_release(tmp_path / "next", SLOW)
    env = environment(database_url=url)
    process = Process(*release.program, "migrate", env=env, genuine=True)
    await runs(url, "SELECT pg_sleep")

    process.send_signal(number)
    assert process.wait() == -number

    connection = await asyncpg.connect(url)
    await connection.execute("SELECT FROM customers", timeout=20)
    await connection.close()
    assert await looked_at(url) == (NEWEST, [])


@pytest.mark.postgresql
async def test_index_that_was_half_built_is_built_by_the_next(url: str, tmp_path: Path) -> None:
    """Building waits for a transaction that is open, and the killed one leaves it invalid."""
    release = next_release(tmp_path / "next", INDEX)
    env = environment(database_url=url)
    holder = await asyncpg.connect(url)
    reading = holder.transaction(isolation="repeatable_read")
    await reading.start()
    await holder.execute("SELECT FROM customers")
    await holder.execute("LOCK TABLE customers IN ROW EXCLUSIVE MODE")
    process = Process(*release.program, "migrate", env=env, genuine=True)
    await runs(url, "CREATE INDEX CONCURRENTLY ix_next")
    process.kill()
    await holder.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE query LIKE 'CREATE INDEX CONCURRENTLY ix_next%'"
    )
    await reading.rollback()
    left = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_next'::regclass"
    assert await holder.fetchval(left) is False

    ended = release.run("migrate", database_url=url)

    assert (ended.returncode, ended.stdout) == (0, "The database was migrated to this version.\n")
    assert await holder.fetchval(left) is True
    await holder.close()


@pytest.mark.postgresql
async def test_several_at_once_build_an_index_once(url: str, tmp_path: Path) -> None:
    """Those that wait hold no snapshot, for which the build would wait."""
    release = next_release(tmp_path / "next", INDEX)

    ended = await asyncio.gather(
        *(asyncio.to_thread(release.run, "migrate", database_url=url) for _ in range(3))
    )

    assert sorted(process.stdout for process in ended) == [
        "Nothing to do.\n",
        "Nothing to do.\n",
        "The database was migrated to this version.\n",
    ]
