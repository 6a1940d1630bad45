"""I4: every connection is in use: a waiting request is refused after 2 seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from db.engine.alchemy import POOL_TIMEOUT
from tests.support.clients import Answer
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import nothing_written

POOL = 2


@asynccontextmanager
async def all_in_use(shop: Shop) -> AsyncIterator[None]:
    """Every connection of the process is in use."""
    async with AsyncExitStack() as stack:
        for _ in range(POOL):
            session = await stack.enter_async_context(shop.application.database.read())
            await (await session.connection()).execute(text("SELECT 1"))
        yield


def in_use(shop: Shop) -> int:
    """The number of connections in use."""
    pool = shop.application.database.engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


async def ask(shop: Shop, times: int) -> list[Answer]:
    visitors = [shop.visitor() for _ in range(times)]
    return await asyncio.gather(*(visitor.run("storefront/context") for visitor in visitors))


async def test_i4_who_finds_no_connection_is_told_after_two_seconds(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=POOL)
    loop = asyncio.get_running_loop()
    async with nothing_written(shop):
        async with all_in_use(shop):
            started = loop.time()
            answers = await ask(shop, 10)
            took = loop.time() - started

        assert POOL_TIMEOUT == 2
        assert 1.9 < took < 10  # ten of them waited at once, not one after another
        for answer in answers:
            assert answer.error == {"code": "UNAVAILABLE", "retryAfter": 1}
            assert answer.response.status_code == 503
            assert answer.response.headers["retry-after"] == "1"
        assert [answer.errors for answer in await ask(shop, 10)] == [[]] * 10
        assert in_use(shop) == 0


async def test_i4_who_waits_gets_what_is_given_back(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=POOL)
    async with all_in_use(shop):
        waiting = asyncio.create_task(ask(shop, 5))
        await asyncio.sleep(0.2)
        assert not waiting.done()

    assert [answer.errors for answer in await waiting] == [[]] * 5
    assert in_use(shop) == 0
