"""I4: every connection is in use: a waiting request is refused after 2 seconds."""

import asyncio

from db.engine.drivers import held
from tests.support.clients import Answer
from tests.support.driver import in_use_elsewhere
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import nothing_written

POOL = 2


def in_use(shop: Shop) -> int:
    """The number of connections in use."""
    return shop.application.database.connections.in_use


async def ask(shop: Shop, times: int) -> list[Answer]:
    """Lists: SQLite looks a session up on a connection that is none of the pool."""
    visitors = [shop.visitor() for _ in range(times)]
    return await asyncio.gather(
        *(visitor.run("storefront/products", first=1) for visitor in visitors)
    )


async def test_i4_who_finds_no_connection_is_told_after_two_seconds(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=POOL)
    loop = asyncio.get_running_loop()
    async with nothing_written(shop):
        async with in_use_elsewhere(shop.application.database, POOL):
            started = loop.time()
            answers = await ask(shop, 10)
            took = loop.time() - started

        assert held.WAIT == 2
        assert 1.9 < took < 10  # ten of them waited at the same time, none for its turn
        for answer in answers:
            assert answer.error == {"code": "UNAVAILABLE", "retryAfter": 1}
            assert answer.response.status_code == 503
            assert answer.response.headers["retry-after"] == "1"
        assert [answer.errors for answer in await ask(shop, 10)] == [[]] * 10
        assert in_use(shop) == 0


async def test_i4_who_waits_gets_what_is_given_back(open_shop: OpenShop) -> None:
    shop = await open_shop(database_pool=POOL)
    async with in_use_elsewhere(shop.application.database, POOL):
        assert in_use(shop) == POOL
        waiting = asyncio.create_task(ask(shop, 5))
        await asyncio.sleep(0.2)
        assert not waiting.done()

    assert [answer.errors for answer in await waiting] == [[]] * 5
    assert in_use(shop) == 0
