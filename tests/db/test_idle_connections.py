"""Connections that PostgreSQL ended while they were idle: how they are replaced, and the cost."""

import asyncpg
import pytest
from sqlalchemy import text

from db.engine import idle_connections
from tests.support.shop import OpenShop, Shop

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


async def backend(shop: Shop) -> int:
    """The process behind the one connection of the pool."""
    async with shop.application.database.read() as session:
        found = await (await session.connection()).execute(text("SELECT pg_backend_pid()"))
        return int(found.scalar_one())


async def end(shop: Shop) -> None:
    """End the process behind the one connection."""
    pid = await backend(shop)
    other = await asyncpg.connect(shop.settings.database_url)
    assert await other.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
    await other.close()


async def test_one_that_was_idle_is_replaced_before_it_is_used(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_connections, "FRESH", 0)
    shop = await open_shop(database_pool=1)

    await end(shop)

    assert (await shop.visitor().run("storefront/context")).errors == []


async def test_one_lost_right_after_its_use_costs_one_answer(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_connections, "FRESH", 3600)
    shop = await open_shop(database_pool=1)

    await end(shop)

    assert (await shop.visitor().run("storefront/context")).code == "UNAVAILABLE"
    assert (await shop.visitor().run("storefront/context")).errors == []


async def test_one_in_use_is_asked_nothing(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_connections, "FRESH", 3600)
    shop = await open_shop(database_pool=1)
    dialect = shop.application.database.engine.sync_engine.dialect
    asked: list[object] = []
    monkeypatch.setattr(dialect, "do_ping", asked.append)

    first = await backend(shop)

    assert await backend(shop) == first
    assert asked == []
