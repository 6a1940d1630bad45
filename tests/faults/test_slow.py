"""B6: a statement that does not end delays no other request, and is ended with a code."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg
import pytest
from sqlalchemy import text

from db.engine.drivers import postgresql
from db.engine.drivers.sqlite import connection as sqlite_connection
from db.engine.faults import Unavailable
from db.engine.statement import Statement
from tests.support.engines.kept import directly
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add, nothing_written
from tests.support.window import Window

AWAY = {"code": "UNAVAILABLE", "retryAfter": 1}
DEADLINE = 1  # seconds, for these tests
ROOM = 5  # more seconds, which a busy machine may need
BUSY = 2  # seconds that SQLite waits for a lock in these tests


@pytest.fixture(autouse=True)
def waits_for_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", BUSY * 1000)


@asynccontextmanager
async def writers_wait(shop: Shop) -> AsyncIterator[None]:
    """Another transaction holds a lock that changes of carts need and reads do not."""
    url = shop.settings.database_url
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE carts, cart_lines IN EXCLUSIVE MODE")
        yield
    await connection.close()


async def idle(shop: Shop) -> None:
    """Wait until no connection is in use."""
    async with asyncio.timeout(ROOM):
        while shop.application.database.connections.in_use:  # noqa: ASYNC110 - a pool tells nobody
            await asyncio.sleep(0.01)


async def test_b6_an_operation_that_takes_too_long_is_undone(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=5, operation_timeout=DEADLINE)
    bob = await shop.shopper("bob@example.com")
    async with nothing_written(shop):
        async with writers_wait(shop):
            started = asyncio.get_running_loop().time()
            changes = [asyncio.create_task(add(bob.copy(), shop.product(1))) for _ in range(3)]
            await asyncio.sleep(0.1)

            for _ in range(5):
                async with asyncio.timeout(DEADLINE):
                    assert (await shop.http.get("/health/live")).json() == {"status": "live"}
                    assert await bob.cart()
            assert not any(change.done() for change in changes)
            refused = await asyncio.gather(*changes)
            took = asyncio.get_running_loop().time() - started

        for answer in refused:
            assert answer.error == AWAY
            assert answer.response.status_code == 503
            assert answer.response.headers["retry-after"] == "1"
        assert DEADLINE - 0.1 < took < DEADLINE + BUSY + ROOM
        await idle(shop)

    assert (await add(bob, shop.product(1))).data


async def test_b6_a_page_has_the_same_deadline(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=5, operation_timeout=DEADLINE)
    window = Window.open(shop)
    await window.sign_in()
    await window.visit("/")
    async with nothing_written(shop):
        async with writers_wait(shop):
            refused = await window.submit("/cart/add")

        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        await idle(shop)

    await window.visit("/")
    assert (await window.submit("/cart/add")).has_redirect_location


@directly
@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
async def test_b6_postgresql_ends_a_statement_itself(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default is ten seconds, before the operation's fifteen."""
    assert postgresql.START_UP["statement_timeout"] == "10000"
    monkeypatch.setitem(postgresql.START_UP, "statement_timeout", "500")
    shop = await open_shop(database_pool=5, database_pooler="none")
    bob = await shop.shopper("bob@example.com")
    async with nothing_written(shop), writers_wait(shop):
        assert (await add(bob.copy(), shop.product(1))).error == AWAY

    with pytest.raises(Unavailable, match="QueryCanceledError"):
        await shop.application.database.reads.all(Statement(text("SELECT pg_sleep(60)")))
