"""Currencies with no, three and many decimals: API, pages and orders agree on every amount."""

from typing import Any

import pytest

from auth.currencies import HIGHEST_AMOUNT
from resolvers.importing import sales_channels
from tests.importing.export import lines
from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, Shop
from tests.support.shopping import add, line_of, nothing_written, order, set_quantity
from tests.support.window import Window

HOST = "http://shop.localhost:8000"
BOTTLE = 1  # costs 19.90 in the catalogue
BOB = "bob@example.com"
# A currency, its factor, the price of a bottle in minor units, and as a page writes it.
PRICES = [
    ("JPY", "160", 3184, "JPY\u00a03,184"),
    ("KRW", "1500", 29_850, "KRW\u00a029,850"),
    ("CLP", "1000", 19_900, "CLP\u00a019,900"),
    ("ISK", "150", 2985, "ISK\u00a02,985"),
    ("XOF", "655.957", 13_054, "XOF\u00a013,054"),
    ("KWD", "0.33", 6567, "KWD\u00a06.567"),
    ("TND", "3.4", 67_660, "TND\u00a067.660"),
    ("IDR", "19000", 37_810_000, "IDR\u00a0378,100.00"),
]


async def open_channel(shop: Shop, currency: str, factor: str) -> Visitor:
    """A channel with pages in the currency, and bob who shops there."""
    text = (
        "name;type;access_key;language;currency;factor;domains\n"
        f"Abroad;STOREFRONT;SWSCABROAD1;en-GB;{currency};{factor};{HOST} en-GB {currency}\n"
    )
    assert (await sales_channels.load(shop.application, lines(text))).refused == []
    bob = Visitor(shop.http, {"sw-access-key": "SWSCABROAD1"})
    assert (await bob.log_in(BOB, PASSWORD)).data["context"]["currency"] == currency
    return bob


async def prices(shop: Shop) -> dict[str, Any]:
    """The price of a bottle for a guest."""
    guest = Visitor(shop.http, {"sw-access-key": "SWSCABROAD1"})
    (bottle,) = (await guest.run("storefront/products", search="water bottle")).data["nodes"]
    return bottle["price"]


@pytest.mark.parametrize("example", PRICES)
async def test_api_page_and_order_agree(
    shop: Shop, admin: Agent, example: tuple[str, str, int, str]
) -> None:
    currency, factor, amount, written = example
    bob = await open_channel(shop, currency, factor)
    price = {"amount": amount, "currency": currency}

    await add(bob, shop.product(BOTTLE), 3)

    assert await prices(shop) == price
    assert written in await Window.open(shop, HOST).visit("/?q=water+bottle")
    line = await line_of(bob, "P0001")
    total = {"amount": 3 * amount, "currency": currency}
    assert (line["product"]["price"], line["unitPrice"], line["total"]) == (price, price, total)
    placed = (await order(bob)).data
    assert (placed["lineItems"][0]["unitPrice"], placed["total"]) == (price, total)
    seen = await admin.run("admin/customer-orders", id=shop.customer("bob"))
    assert seen.data["orders"]["nodes"][0]["total"] == total


async def test_totals_beyond_32_bits_are_exact(shop: Shop) -> None:
    bob = await open_channel(shop, "IDR", "19000")

    cart = (await add(bob, shop.product(BOTTLE), 100)).data["cart"]

    assert cart["total"] == {"amount": 3_781_000_000, "currency": "IDR"}
    assert (await order(bob)).data["total"] == cart["total"]
    (stored,) = [row for row in await shop.rows("orders") if row["currency"] == "IDR"]
    assert stored["total"] == 3_781_000_000


async def test_the_highest_total_is_the_highest_that_javascript_reads(shop: Shop) -> None:
    bob = await open_channel(shop, "JPY", "100")  # a hundredth is one yen
    await shop.change(
        "UPDATE products SET price = :price WHERE product_number = 'P0001'",
        price=HIGHEST_AMOUNT - 1,
    )
    await shop.change("UPDATE products SET price = 1 WHERE product_number IN ('P0002', 'P0003')")
    await add(bob, shop.product(BOTTLE))
    added = await add(bob, shop.product(2))
    line = (await line_of(bob, "P0002"))["id"]

    async with nothing_written(shop):
        refused = [await add(bob, shop.product(3)), await set_quantity(bob, line, 2)]

    assert added.data["cart"]["total"]["amount"] == HIGHEST_AMOUNT
    invalid = {"code": "VIOLATION::INVALID", "field": "quantity"}
    assert [answer.error for answer in refused] == [invalid, invalid]
    assert (await order(bob)).data["total"]["amount"] == HIGHEST_AMOUNT


async def test_a_cart_that_became_too_expensive_is_shown_and_can_shrink(
    shop: Shop, bob: Visitor
) -> None:
    await shop.change("UPDATE products SET price = 999999999999 WHERE product_number = 'P0016'")
    await shop.change("UPDATE currencies SET factor = 1000000000000 WHERE iso_code = 'EUR'")

    cart = (await bob.context())["cart"]
    mug = await line_of(bob, "P0016")
    async with nothing_written(shop):
        refused = await order(bob)

    assert cart["total"] == {"amount": HIGHEST_AMOUNT, "currency": "EUR"}
    assert mug["total"]["amount"] == mug["unitPrice"]["amount"] == HIGHEST_AMOUNT
    assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}
    assert (await set_quantity(bob, mug["id"], 0)).data["cart"]["total"]["amount"] < HIGHEST_AMOUNT


async def test_a_price_that_no_cart_can_hold_does_not_hide_the_catalogue(shop: Shop) -> None:
    await open_channel(shop, "IQD", "1000000")
    await shop.change("UPDATE products SET price = 999999999999 WHERE product_number = 'P0001'")

    assert await prices(shop) == {"amount": HIGHEST_AMOUNT, "currency": "IQD"}
