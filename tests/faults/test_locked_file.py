"""A database that another process keeps locked: writers wait, pages and probes go on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg
import pytest

from db import notes
from db.engine.drivers.sqlite import connection as sqlite_connection
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add
from tests.support.window import Window

POOL = 3
WITHIN = 30  # seconds; an answer takes some milliseconds
ON_SQLITE = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    return await open_shop(database_pool=POOL, operation_timeout=10 * WITHIN)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No writer gives up while a test looks at readers."""
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 10 * WITHIN * 1000)
    monkeypatch.setattr(notes, "PATIENCE", 0.1)


@asynccontextmanager
async def locked(shop: Shop) -> AsyncIterator[None]:
    """Another process holds what every change needs, and no read."""
    url = shop.settings.database_url
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE user_sessions, imitations IN EXCLUSIVE MODE")
        yield
    await connection.close()


async def last_uses(shop: Shop) -> list[Any]:
    """When the sessions of users and the imitations were used last."""
    found = [*await shop.rows("user_sessions"), *await shop.rows("imitations")]
    return [row["last_used_at"] for row in found]


@ON_SQLITE
async def test_pages_and_probes_go_on_while_many_writers_wait(shop: Shop, bob: Visitor) -> None:
    """The writers are more than the connections, of several kinds; all succeed in the end."""
    window, another = Window.open(shop), Window.open(shop)
    await window.sign_in()
    await another.visit("/")
    before = await bob.cart()
    async with locked(shop):
        writing = [
            *(asyncio.create_task(add(bob.copy(), shop.product(1))) for _ in range(5 * POOL)),
            *(asyncio.create_task(shop.agent("alice")) for _ in range(POOL)),
            asyncio.create_task(another.submit("/cart/add")),
        ]
        await asyncio.sleep(0.1)

        async with asyncio.timeout(WITHIN):
            for path in ("/", "/account", "/health/live", "/health/ready"):
                assert (await window.http.get(path)).status_code == 200
            assert await bob.context()
            assert (await bob.run("storefront/orders")).data
        assert not any(each.done() for each in writing)

    await asyncio.gather(*writing)
    assert another.status == 303
    assert await bob.cart() == before | {"P0001": 5 * POOL}


async def test_reads_do_not_wait_for_the_note_that_a_session_is_used(
    shop: Shop, alice: Agent
) -> None:
    """A later one writes it."""
    imitator = await shop.imitator(alice)
    shop.clock.advance(seconds=90)
    before = await last_uses(shop)
    async with locked(shop), asyncio.timeout(WITHIN):
        for _ in range(2):
            assert (await alice.run("admin/customers")).data
            assert (await imitator.run("storefront/orders")).data
    assert await last_uses(shop) == before

    assert (await alice.run("admin/customers")).data
    assert (await imitator.run("storefront/orders")).data
    after = await last_uses(shop)
    assert all(new > old for old, new in zip(before, after, strict=True))
