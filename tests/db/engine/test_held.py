"""Connections are lent first come, first served; none is lost, and there are never too many."""

import asyncio
import random
from typing import Any

import asyncpg
import pytest

from db.engine.connections import Connections, Database
from db.engine.drivers import held, postgresql
from db.engine.faults import Unavailable
from tests.support.driver import OpenDatabase, driver, in_use_elsewhere, scalar, sql

SIZE = 3
WITHIN = 10  # seconds; a loaded machine takes its time
# One whose client went while it was opened has asked nothing, and goes when the server looks.
AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND query <> ''"
on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


async def turns(loops: int = 20) -> None:
    """Let tasks go on as far as they can."""
    for _ in range(loops):
        await asyncio.sleep(0)


def free(database: Database) -> bool:
    return database.connections == Connections(0, SIZE)


async def test_they_are_lent_first_come_first_served(database: Database) -> None:
    pool: Any = driver(database).pool
    served: list[int] = []

    async def ask(number: int) -> None:
        connection = await pool.take()
        served.append(number)
        await turns()
        pool.give_back(connection)

    async with in_use_elsewhere(database, SIZE):
        waiting = []
        for number in range(10):
            waiting.append(asyncio.create_task(ask(number)))
            await turns()
        assert served == []
    late = asyncio.create_task(ask(10))
    await asyncio.gather(*waiting, late)

    assert served == list(range(11))
    assert free(database)


async def test_a_waiter_that_is_cancelled_loses_nothing(database: Database) -> None:
    pool: Any = driver(database).pool
    async with in_use_elsewhere(database, SIZE):
        waiting = [asyncio.create_task(pool.take()) for _ in range(4)]
        await turns()
        waiting[0].cancel()
        await turns()
    waiting[1].cancel()  # it has been handed a connection, and has not gone on
    await turns()

    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(each, asyncio.CancelledError) for each in ended] == [
        True,
        True,
        False,
        False,
    ]
    assert database.connections == Connections(2, SIZE)
    for connection in ended[2:]:
        pool.give_back(connection)
    assert free(database)
    assert [await database.reads.one(scalar("SELECT 1")) for _ in range(SIZE + 1)] == [1] * 4


async def test_a_waiter_is_refused_in_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "WAIT", 0.1)
    async with in_use_elsewhere(database, SIZE):
        with pytest.raises(Unavailable, match="No connection was free in time"):
            await database.reads.all(sql("SELECT 1"))

    assert await database.reads.one(scalar("SELECT 1")) == 1
    assert free(database)


async def test_what_is_lent_is_closed_when_it_comes_back(database: Database) -> None:
    pool: Any = driver(database).pool
    lent = await pool.take()
    idle = await pool.take()
    pool.give_back(idle)

    await database.dispose()

    assert idle.is_closed()
    assert not lent.is_closed()
    pool.give_back(lent)
    assert lent.is_closed()
    assert free(database)
    assert await database.reads.one(scalar("SELECT 1")) == 1  # it opens another one


async def test_one_that_cannot_be_opened_leaves_its_place(
    database: Database, open_database: OpenDatabase
) -> None:
    broken = open_database(
        "sqlite:////nowhere/imitate.db"
        if database.is_sqlite
        else "postgresql://nobody:nothing@127.0.0.1:1/none"
    )

    for _ in range(2 * SIZE):
        with pytest.raises(Unavailable):
            await broken.reads.all(sql("SELECT 1"))

    assert free(broken)


@on_postgresql
async def test_a_statement_that_is_cancelled_takes_its_connection_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends the statement as well, so that it holds no lock for nobody."""
    monkeypatch.setitem(postgresql.START_UP, "statement_timeout", "600000")
    slow = asyncio.create_task(database.reads.all(sql("SELECT pg_sleep(60)")))
    working = scalar(
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'"
    )
    async with asyncio.timeout(WITHIN):
        while (pid := await database.reads.first(working)) is None:
            await turns()

    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow

    assert free(database)
    async with asyncio.timeout(WITHIN):
        while pid in await database.reads.all(scalar("SELECT pid FROM pg_stat_activity")):
            await turns()


@on_postgresql
async def test_a_transaction_that_is_cancelled_is_rolled_back_at_once(database: Database) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as session:
            await session.run(sql("LOCK TABLE currencies"))
            begun.set()
            await session.run(sql("SELECT pg_sleep(60)"))

    working = asyncio.create_task(work())
    await begun.wait()
    await turns()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert free(database)
    async with asyncio.timeout(WITHIN):
        assert await database.reads.one(scalar("SELECT count(*) FROM currencies")) > 0


@on_postgresql
async def test_there_are_never_more_than_allowed(
    open_database: OpenDatabase, database_url: str
) -> None:
    """Not on the server either, while statements are cancelled at any moment."""
    name = "held"
    database = open_database(f"{database_url}?application_name={name}")
    watcher = await asyncpg.connect(database_url)
    most = 0

    async def one() -> None:
        async with asyncio.timeout(random.uniform(0, 0.5)):
            async with database.transaction() as session:
                await session.all(sql("SELECT pg_sleep(0.01)"))

    working = [asyncio.create_task(one()) for _ in range(100)]
    while not all(task.done() for task in working):
        most = max(most, await watcher.fetchval(AT_WORK, name))
        await asyncio.sleep(0)
    ended = await asyncio.gather(*working, return_exceptions=True)
    await watcher.close()

    assert {type(each) for each in ended} <= {type(None), TimeoutError}
    assert 0 < most <= SIZE
    assert free(database)
    assert await database.reads.one(scalar("SELECT 1")) == 1
