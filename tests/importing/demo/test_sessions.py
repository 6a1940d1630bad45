"""The demo shop is filled with as many sessions as wanted."""

from db.demo import sessions
from tests.support.shop import Shop


async def add(shop: Shop, most: int) -> int:
    async with shop.application.database.alchemy() as session:
        return await sessions.add_batch(session, most)


async def test_they_are_spread_over_the_customers(shop: Shop) -> None:
    assert await add(shop, 500) == 500

    rows = await shop.rows("contexts")
    customers = [row for row in await shop.rows("customers") if not row["guest"]]
    assert len(rows) == 500
    assert {row["customer_id"] for row in rows} == {row["id"] for row in customers}
    assert len({row["token_hash"] for row in rows}) == 500
    assert {len(row["token_hash"]) for row in rows} == {32}
    assert all(row["expires_at"] > row["created_at"] for row in rows)


async def test_a_second_time_adds_what_is_missing(shop: Shop) -> None:
    await add(shop, 100)

    assert await add(shop, 100) == 100
    assert await add(shop, 150) == 150
    assert len(await shop.rows("contexts")) == 150
