"""Connections that PostgreSQL ended: what looks is repeated once, what writes is not."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from db.engine.connections import Connections, Database
from db.engine.faults import Unavailable
from tests.support.driver import OpenDatabase, driver, in_use_elsewhere, scalar, sql, statements_of
from tests.support.shop import OpenShop
from tests.support.shopping import add, nothing_written

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

NAME = "the tests' own"
END = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name <> $1 AND backend_type = 'client backend'
"""
WHO = scalar("SELECT pg_backend_pid()")


def end_all(url: str) -> int:
    """End every process that serves a connection to the database; how many there were.

    The test's own event loop stands still meanwhile, so it has not noticed.
    """
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, _end_all(url)).result()


async def _end_all(url: str) -> int:
    other = await asyncpg.connect(url, server_settings={"application_name": NAME})
    ended: int = await other.fetchval(END, NAME)
    await other.close()
    return ended


async def test_a_request_that_finds_them_ended_is_served(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=5)
    bob = await shop.shopper("bob@example.com")
    url = shop.settings.database_url

    async with in_use_elsewhere(shop.application.database, 5):
        assert end_all(url) >= 5
    assert (await bob.run("storefront/context")).data
    end_all(url)
    assert (await add(bob, shop.product(1))).data
    end_all(url)
    assert (await bob.run("storefront/products", first=1)).data


async def test_a_look_is_repeated_once_on_a_new_connection(
    database: Database, database_url: str
) -> None:
    """The others are given up with the one that was lost: the second try finds no such one."""
    async with in_use_elsewhere(database, 3):
        pass  # all are idle now
    end_all(database_url)

    assert await database.reads.one(scalar("SELECT 1")) == 1

    assert database.connections == Connections(0, 3)
    assert await database.writes.run(sql("UPDATE currencies SET factor = factor")) > 0


async def test_a_transaction_that_is_lost_is_not_repeated(
    open_shop: OpenShop, database_url: str
) -> None:
    shop = await open_shop(database_pool=2)
    database = shop.application.database

    async def work() -> None:
        async with database.transaction() as session:
            await session.run(sql("DELETE FROM cart_lines"))
            end_all(database_url)
            await session.run(sql("DELETE FROM carts"))

    async with nothing_written(shop):
        with pytest.raises(Unavailable):
            await work()

    assert database.connections == Connections(0, 2)
    async with database.transaction() as session:
        assert await session.one(scalar("SELECT 1")) == 1


async def test_a_single_write_is_not_repeated(database: Database, database_url: str) -> None:
    await database.reads.one(WHO)
    end_all(database_url)

    with pytest.raises(Unavailable):
        await database.writes.run(sql("UPDATE currencies SET factor = factor + 1"))

    assert await database.writes.run(sql("UPDATE currencies SET factor = factor")) > 0


async def test_a_look_that_ends_its_own_connection_is_asked_twice(database: Database) -> None:
    number = "nextval(pg_get_serial_sequence('audit_events', 'id'))"  # counts in spite of all
    before = await database.reads.one(scalar(f"SELECT {number}"))

    with pytest.raises(Unavailable):
        await database.reads.all(sql(f"SELECT {number}, pg_terminate_backend(pg_backend_pid())"))

    assert await database.reads.one(scalar(f"SELECT {number}")) == before + 3
    assert database.connections == Connections(0, 3)


async def test_a_connection_in_use_is_asked_nothing_besides(open_database: OpenDatabase) -> None:
    database = open_database(connections=1)
    with statements_of(database) as sent:
        pids = [await database.reads.one(WHO) for _ in range(3)]
        async with database.transaction() as session:
            pids.append(await session.one(WHO))
        await asyncio.sleep(0)  # asyncpg tells of a statement in the next turn of the loop

    assert len(set(pids)) == 1
    assert sent == [*["SELECT pg_backend_pid()"] * 3, "BEGIN", "SELECT pg_backend_pid()", "COMMIT"]
    assert not driver(database).pool.in_use
