"""Totals at 2^53: every amount that is sent is read exactly by JavaScript, and no order is dearer.

JavaScript's numbers are 64-bit floats, as Python's are.
"""

import json
import re
from typing import Any

import pytest

from tests.cart.test_currencies import HOST, open_channel
from tests.support.clients import Answer, Visitor
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import add, nothing_written, order
from tests.support.window import Window

HIGHEST = 9_007_199_254_740_991  # 2^53 - 1; one more is also what JavaScript reads of 2^53 + 1
EDGE = [HIGHEST - 1, HIGHEST, HIGHEST + 1, HIGHEST + 2, 2**63]


async def cart_of(shop: Shop, total: int) -> Visitor:
    """Bob with a cart of two lines whose prices have risen to this total, in yen."""
    bob = await open_channel(shop, "JPY", "100")  # a hundredth is one yen
    for number in (1, 2):
        await shop.change(
            "UPDATE products SET price = 1 WHERE product_number = :number", number=f"P000{number}"
        )
        await add(bob, shop.product(number))
    await shop.change(
        "UPDATE products SET price = :price WHERE product_number = 'P0001'", price=total - 1
    )
    return bob


def amounts(answer: Answer) -> list[int]:
    """Every amount as it is written, which JavaScript reads as the same number."""
    written = re.findall(r'"amount":([^,}]+)', answer.response.text)
    read = json.loads(f"[{','.join(written)}]", parse_int=float)
    assert [f"{number:.0f}" for number in read] == written
    return [int(number) for number in written]


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("total", EDGE)
async def test_a_cart_is_shown_exactly_or_as_the_highest(
    open_shop: OpenShop, total: int, *, compiled: bool
) -> None:
    shop = await open_shop(compile_operations=compiled)
    bob = await cart_of(shop, total)

    shown = await bob.run("storefront/context")

    assert shown.data["cart"]["total"]["amount"] == min(total, HIGHEST)
    assert max(amounts(shown)) == min(total, HIGHEST)


@pytest.mark.parametrize("total", EDGE)
async def test_an_order_is_placed_exactly_or_refused(shop: Shop, total: int) -> None:
    bob = await cart_of(shop, total)

    if total <= HIGHEST:
        placed = await order(bob)
        assert placed.data["total"]["amount"] == max(amounts(placed)) == total
        assert await stored_totals(shop) == [total]
    else:
        async with nothing_written(shop):
            refused = await order(bob)
        assert refused.error == {"code": "VIOLATION::INVALID", "field": "quantity"}


async def stored_totals(shop: Shop) -> list[Any]:
    return [row["total"] for row in await shop.rows("orders") if row["currency"] == "JPY"]


@pytest.mark.parametrize("total", EDGE)
async def test_a_page_writes_what_the_api_says(shop: Shop, total: int) -> None:
    await cart_of(shop, total)
    window = Window.open(shop, HOST)

    await window.sign_in()

    assert f"JPY\u00a0{min(total, HIGHEST):,}" in await window.visit("/cart")
