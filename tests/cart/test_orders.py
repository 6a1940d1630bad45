"""placeOrder: the cart becomes one order, which names the user who placed it."""

import asyncio
from typing import Any

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, OpenShop, Shop
from tests.support.shopping import add, enter, nothing_written, order


async def orders(visitor: Visitor) -> list[dict[str, object]]:
    return (await visitor.run("storefront/orders")).data["nodes"]


async def test_the_cart_becomes_an_order(shop: Shop, bob: Visitor) -> None:
    placed = (await order(bob)).data

    pan, mug = placed["lineItems"]
    assert (pan["productNumber"], pan["label"], pan["quantity"]) == ("P0010", "Cast iron pan", 1)
    assert (mug["productNumber"], mug["label"], mug["quantity"]) == ("P0016", "Enamel mug", 2)
    assert mug["unitPrice"] == {"amount": 1290, "currency": "EUR"}
    assert mug["total"] == {"amount": 2580, "currency": "EUR"}
    assert placed["total"] == {"amount": 8570, "currency": "EUR"}
    assert (placed["placedBy"], placed["placedAt"]) == (None, NOON.isoformat())
    assert await bob.cart() == {}
    assert await orders(bob) == [placed]


async def test_an_empty_cart_makes_no_order(shop: Shop, bob: Visitor) -> None:
    await order(bob)

    async with nothing_written(shop):
        assert (await order(bob)).code == "CHECKOUT__CART_EMPTY"
    heidi = await shop.shopper("heidi@example.com", "Outlet")
    async with nothing_written(shop):
        assert (await order(heidi)).code == "CHECKOUT__CART_EMPTY"


async def test_a_guest_cannot_order(shop: Shop) -> None:
    guest = shop.visitor()
    await add(guest, shop.product(1))

    async with nothing_written(shop):
        assert (await order(guest)).code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"


async def test_a_product_that_is_no_longer_for_sale_is_not_ordered(
    shop: Shop, bob: Visitor
) -> None:
    await shop.change("UPDATE products SET active = false WHERE product_number = 'P0016'")

    async with nothing_written(shop):
        refused = await order(bob)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "lineItems"}
    assert refused.errors[0]["message"] == "No longer for sale: Enamel mug."


async def test_a_cart_that_became_too_expensive_is_not_ordered(shop: Shop, bob: Visitor) -> None:
    await shop.change("UPDATE products SET price = 9007199254740991 WHERE product_number = 'P0016'")
    async with nothing_written(shop):
        refused = await bob.run("storefront/place-order")

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}


async def test_numbers_are_unique_and_count_up(shop: Shop, bob: Visitor) -> None:
    heidi = await shop.shopper("heidi@example.com")
    numbers = []
    for visitor in (bob, heidi, bob, heidi):
        await add(visitor, shop.product(1))
        numbers.append(int((await order(visitor)).data["orderNumber"]))

    assert numbers == sorted(set(numbers))


async def test_many_at_once_get_a_number_each(shop: Shop, open_shop: OpenShop) -> None:
    other = await open_shop()
    visitors = [
        await (shop, other)[number % 2].shopper(f"customer{number + 1}@example.com")
        for number in range(8)
    ]
    for visitor in visitors:
        await add(visitor, shop.product(1))

    placed = await asyncio.gather(*(order(visitor) for visitor in visitors))

    assert len({answer.data["orderNumber"] for answer in placed}) == 8


@pytest.mark.parametrize("same_client", [True, False], ids=["one client", "two clients"])
async def test_a_double_submit_makes_one_order(
    shop: Shop, open_shop: OpenShop, bob: Visitor, *, same_client: bool
) -> None:
    other = await open_shop()
    again = (
        Visitor(other.http, dict(bob.headers))
        if same_client
        else await other.shopper("bob@example.com")
    )

    answers = await asyncio.gather(*(order(visitor) for visitor in [bob, again] * 3))

    codes = sorted(answer.code if answer.errors else "placed" for answer in answers)
    assert codes == ["CHECKOUT__CART_EMPTY"] * 5 + ["placed"]
    assert len(await shop.rows("orders")) == 1
    assert len(await shop.rows("order_lines")) == 2


async def test_says_which_user_placed_it(
    shop: Shop, alice: Agent, admin: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)

    placed = (await order(imitator)).data

    assert placed["placedBy"] == {
        "id": shop.user("alice"),
        "username": "alice",
        "firstName": "Alice",
        "lastName": "Agent",
    }
    assert await orders(bob) == await orders(imitator) == [placed]
    assert (await admin.run("admin/delete-user", id=shop.user("alice"))).data
    assert await orders(bob) == [placed]


async def test_the_customer_orders_what_an_imitator_put_in(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await add(await shop.imitator(alice), shop.product(1))

    placed = (await order(bob)).data

    assert placed["placedBy"] is None
    assert len(placed["lineItems"]) == 3


async def test_keeps_names_and_prices(shop: Shop, bob: Visitor) -> None:
    placed = (await order(bob)).data
    await shop.change("UPDATE products SET name = 'Pan', price = 1 WHERE product_number = 'P0010'")
    await shop.change("DELETE FROM products WHERE product_number = 'P0016'")
    await shop.change("UPDATE currencies SET factor = 2000000 WHERE iso_code = 'EUR'")

    assert await orders(bob) == [placed]


async def test_is_paid_in_the_currency_of_the_context(shop: Shop, bob: Visitor) -> None:
    await shop.change("UPDATE sales_channel_domains SET currency = 'USD' WHERE language = 'de-DE'")
    await bob.run("storefront/update-context", currency="USD")

    placed = (await order(bob)).data

    # 5990 * 1.08 = 6469.2 and 1290 * 1.08 = 1393.2, rounded for one piece
    assert placed["total"] == {"amount": 6469 + 2 * 1393, "currency": "USD"}


async def test_of_another_customer_are_not_seen(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await order(bob)
    heidi = await shop.shopper("heidi@example.com")

    assert await orders(heidi) == []
    await enter(shop, heidi, alice, "bob")
    assert len(await orders(heidi)) == 1
    assert (await shop.visitor().run("storefront/orders")).code == (
        "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
    )


async def test_pages_go_from_the_newest_to_the_oldest(shop: Shop, bob: Visitor) -> None:
    placed = []
    for number in range(1, 6):
        await add(bob, shop.product(number))
        placed.append((await order(bob)).data["orderNumber"])

    seen: list[str] = []
    page: dict[str, Any] = {}
    after = None
    for _ in range(3):
        page = (await bob.run("storefront/orders", first=2, after=after)).data
        seen += [node["orderNumber"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 5

    assert seen == placed[::-1]
    assert page["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_page_has_1_to_100_orders(
    shop: Shop, admin: Agent, bob: Visitor, first: int
) -> None:
    own = await bob.run("storefront/orders", first=first)
    of_customer = await admin.run("admin/customer-orders", id=shop.customer("bob"), first=first)

    assert own.error == of_customer.error == {"code": "VIOLATION::INVALID", "field": "first"}


async def test_users_need_the_privilege_to_see_them(shop: Shop, alice: Agent, bob: Visitor) -> None:
    placed = (await order(bob)).data

    seen = (await alice.run("admin/customer-orders", id=shop.customer("bob"))).data
    refused = await (await shop.agent("eve")).run("admin/customer-orders", id=shop.customer("bob"))

    assert [node["orderNumber"] for node in seen["orders"]["nodes"]] == [placed["orderNumber"]]
    assert refused.error == {
        "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
        "missingPrivileges": ["order:read"],
    }


async def test_outlive_the_customer(shop: Shop, admin: Agent, bob: Visitor) -> None:
    await order(bob)

    assert (await admin.run("admin/delete-customer", id=shop.customer("bob"))).data

    (kept,) = await shop.rows("orders")
    assert (kept["customer_number"], kept["total"]) == ("10001", 8570)
