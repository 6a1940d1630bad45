"""DATABASE_POOLER=transaction: nothing is left in a connection, which others may have next."""

import json
from typing import Final

import pytest

from db.engine.connections import Database
from db.engine.locks import Lock, Subject, locks
from server.application import wire
from server.settings.settings import Pooler, Settings
from tests.support.driver import OpenDatabase, scalar, sql
from tests.support.shop import OpenShop
from tests.support.shopping import add, order

on_postgresql = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

PREPARED: Final = scalar("SELECT count(*) FROM pg_prepared_statements")
# What a client sent as it connected; poolers know `client_encoding` and keep it for each client.
START_UP: Final = scalar("SELECT name FROM pg_settings WHERE source = 'client' ORDER BY name")
SESSION: Final = scalar("SELECT name FROM pg_settings WHERE source = 'session'")


async def used(database: Database) -> None:
    """A unit of work of every kind, on the one connection."""
    await database.reads.all(sql("SELECT CAST(:n AS text[])"), n=["a"])
    async with database.transaction(locks(Lock(Subject.PRIVILEGES))) as session:
        await session.run(sql("UPDATE currencies SET factor = factor"))
    await database.writes.run(sql("UPDATE currencies SET factor = :n"), n=7)


@on_postgresql
async def test_behind_a_pooler_nothing_is_left(open_database: OpenDatabase) -> None:
    database = open_database(connections=1, pooler=True)
    await used(database)

    assert await database.reads.all(PREPARED) == [0]
    assert await database.reads.all(START_UP) == ["client_encoding"]
    assert await database.reads.all(SESSION) == []


@on_postgresql
async def test_without_one_statements_are_prepared_once(open_database: OpenDatabase) -> None:
    """The control, and what a time-out of the server is for."""
    database = open_database(connections=1)
    await used(database)
    prepared = await database.reads.one(PREPARED)
    await used(database)

    assert await database.reads.one(PREPARED) == prepared > 1
    start_up = set(await database.reads.all(START_UP))
    assert start_up == {"client_encoding", "statement_timeout", "TimeZone"}
    assert await database.reads.one(scalar("SHOW statement_timeout")) == "10s"


@on_postgresql
async def test_the_shop_leaves_nothing(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=1, database_pooler="transaction")
    alice, bob = await shop.agent("alice"), await shop.shopper("bob@example.com")
    imitator = await shop.imitator(alice)
    for visitor in (bob, imitator):
        assert (await add(visitor, shop.product(1))).data
        assert (await order(visitor)).data
    assert (await alice.run("admin/customers", search="b")).data["nodes"]

    reads = shop.application.database.reads
    assert await reads.all(PREPARED) == [0]
    assert await reads.all(START_UP) == ["client_encoding"]
    # Where asyncpg learns a type of arrays it turns JIT off, and then to what it was.
    assert await reads.all(SESSION) == ["jit"]
    assert await reads.all(scalar("SHOW jit")) == ["on"]


async def test_database_pool_0_is_read_as_a_pooler_and_says_so(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=database_url, database_pool=0)
    capsys.readouterr()

    database = wire(settings).database

    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["event"], line["level"]) == ("settings.replaced", "warning")
    assert (line["was"], line["is_now"]) == ("DATABASE_POOL=0", "DATABASE_POOLER=transaction")
    assert database.connections.at_most == 10
    if not database.is_sqlite:
        assert await database.reads.all(START_UP) == ["client_encoding"]
    await database.dispose()


@pytest.mark.parametrize(
    ("pool", "pooler"), [(10, Pooler.NONE), (3, Pooler.TRANSACTION), (1, Pooler.NONE)]
)
def test_other_settings_say_nothing(
    pool: int, pooler: Pooler, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://nobody:nothing@127.0.0.1:1/none"
    settings = Settings(database_url=url, database_pool=pool, database_pooler=pooler)
    capsys.readouterr()

    application = wire(settings)

    assert capsys.readouterr().out == ""
    assert application.database.connections.at_most == pool
    assert settings.has_pooler == (pooler is Pooler.TRANSACTION)
