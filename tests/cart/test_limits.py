"""The most lines and pieces of a cart, and how to get below them again."""

from tests.support.clients import Visitor
from tests.support.shop import Shop
from tests.support.shopping import add, line_of, nothing_written, order, remove, set_quantity


async def fill(shop: Shop, products: int) -> None:
    """Put a line of each of so many new products into bob's cart, in the database."""
    cart = shop.customer("bob")
    await shop.change(
        "INSERT INTO products (id, product_number, name, price, active, search_text) "
        + " UNION ALL ".join(
            f"SELECT {literal(shop, number)}, 'N{number}', 'New {number}', 1, true, 'n{number}'"
            for number in range(products)
        )
    )
    await shop.change(
        "INSERT INTO cart_lines (id, cart_id, product_id, quantity, created_at) "
        "SELECT products.id, carts.id, products.id, 1, '2026-01-01 00:00:00' "
        "FROM products, carts WHERE product_number LIKE 'N%' AND customer_id = :customer",
        customer=cart,
    )


def literal(shop: Shop, number: int) -> str:
    text = f"'{number:032x}'"
    return text if shop.application.database.is_sqlite else f"{text}::uuid"


async def test_a_cart_takes_no_line_beyond_the_hundredth(shop: Shop, bob: Visitor) -> None:
    await fill(shop, 97)
    await add(bob, shop.product(1))

    async with nothing_written(shop):
        refused = await add(bob, shop.product(2))

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "productId"}
    assert (await add(bob, shop.product(1))).data["cart"]["totalQuantity"] == 102
    assert len(await bob.cart()) == 100


async def test_a_cart_with_more_lines_than_that_can_shrink(shop: Shop, bob: Visitor) -> None:
    await fill(shop, 110)

    lowered = await set_quantity(bob, (await line_of(bob, "P0016"))["id"], 1)
    emptied = await set_quantity(bob, (await line_of(bob, "P0010"))["id"], 0)
    removed = await remove(bob, (await line_of(bob, "N7"))["id"])
    raised = await add(bob, shop.product(16))

    assert [len(answer.data["cart"]["lineItems"]) for answer in (lowered, emptied, removed)] == [
        112,
        111,
        110,
    ]
    assert raised.data["cart"]["totalQuantity"] == 111


async def test_a_total_that_no_client_can_be_told_is_refused(shop: Shop, bob: Visitor) -> None:
    await shop.change("UPDATE products SET price = 126000000000000 WHERE product_number = 'P0001'")
    line = (await add(bob, shop.product(1), 71)).data["cart"]["lineItems"][-1]["id"]

    async with nothing_written(shop):
        added = await add(bob, shop.product(1))
        raised = await set_quantity(bob, line, 72)

    assert added.error == raised.error == {"code": "VIOLATION::INVALID", "field": "quantity"}
    assert (await order(bob)).data["total"]["amount"] == 71 * 126_000_000_000_000 + 5990 + 2 * 1290
