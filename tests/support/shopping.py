"""Steps that the tests of carts, orders and accounts repeat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from tests.support.clients import Agent, Answer, Visitor
from tests.support.shop import Shop


async def add(visitor: Visitor, product_id: str, quantity: int = 1) -> Answer:
    return await visitor.run("storefront/add-cart-item", productId=product_id, quantity=quantity)


async def lines(visitor: Visitor) -> list[dict[str, Any]]:
    """The lines of the visitor's cart as `context` has them."""
    return (await visitor.context())["cart"]["lineItems"]


async def line_of(visitor: Visitor, product_number: str) -> dict[str, Any]:
    """The one line with the product."""
    (found,) = (
        line for line in await lines(visitor) if line["product"]["productNumber"] == product_number
    )
    return found


async def set_quantity(visitor: Visitor, line_id: str, quantity: int) -> Answer:
    return await visitor.run("storefront/update-cart-item", id=line_id, quantity=quantity)


async def remove(visitor: Visitor, line_id: str) -> Answer:
    return await visitor.run("storefront/remove-cart-item", id=line_id)


async def order(visitor: Visitor) -> Answer:
    return await visitor.run("storefront/place-order")


async def enter(
    shop: Shop, visitor: Visitor, agent: Agent, name: str, channel: str = "Storefront"
) -> Answer:
    """Let the user imitate the customer in a client that may have a session already."""
    made = await agent.token_for(shop.customer(name), shop.channel(channel))
    return await visitor.redeem(made["token"])


async def customer_row(shop: Shop, name: str = "bob") -> dict[str, Any]:
    """What the database holds of a customer."""
    (found,) = (
        row
        for row in await shop.rows("customers")
        if str(row["id"]).replace("-", "") == shop.customer(name)
    )
    return found


@asynccontextmanager
async def nothing_written(shop: Shop) -> AsyncIterator[None]:
    """Fail where any row of any table changes within the block."""
    before = await shop.everything()
    yield
    assert await shop.everything() == before


async def cart_of(shop: Shop, name: str, channel: str = "Storefront") -> dict[str, int]:
    """What the database holds for the customer: quantities by product name."""
    query = text(
        "SELECT products.name, quantity FROM cart_lines "
        "JOIN carts ON carts.id = cart_lines.cart_id "
        "JOIN products ON products.id = cart_lines.product_id "
        "WHERE customer_id = :customer AND sales_channel_id = :channel"
    )
    ids = {"customer": shop.customer(name), "channel": shop.channel(channel)}
    async with shop.application.database.engine.connect() as connection:
        found = await connection.execute(query, ids)
        return {row.name: row.quantity for row in found}
