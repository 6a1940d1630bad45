"""products: search, filters and pages of the catalogue."""

from typing import Any

import pytest

from tests.support.clients import Visitor
from tests.support.shop import Shop
from tests.support.shopping import nothing_written


async def products(visitor: Visitor, **variables: Any) -> dict[str, Any]:
    answer = await visitor.run("storefront/products", **variables)
    return answer.data


async def numbers(visitor: Visitor, search: str) -> list[str]:
    page = await products(visitor, search=search)
    return [product["productNumber"] for product in page["nodes"]]


@pytest.mark.parametrize("search", ["café", "CAFE", "cafe\u0301", "  Bowl   lait ", "p0007"])
async def test_search_minds_neither_case_nor_accents_nor_order(shop: Shop, search: str) -> None:
    assert await numbers(shop.visitor(), search) == ["P0007"]


@pytest.mark.parametrize("search", ["%", "_", "café kite", "\\", "caf'é"])
async def test_search_takes_signs_by_their_letter(shop: Shop, search: str) -> None:
    assert await numbers(shop.visitor(), search) == []


@pytest.mark.parametrize("search", [None, "", "   "])
async def test_an_empty_search_finds_everything(shop: Shop, search: str | None) -> None:
    page = await products(shop.visitor(), search=search)

    assert page["totalCount"] == 50


async def test_pages_go_through_all_without_gap_or_repeat(shop: Shop) -> None:
    visitor = shop.visitor()
    seen: list[str] = []
    sizes, previous, following = [], [], []

    after = None
    for _ in range(8):
        page = await products(visitor, first=7, after=after)
        after = page["pageInfo"]["endCursor"]
        seen += [product["name"] for product in page["nodes"]]
        sizes.append(len(page["nodes"]))
        previous.append(page["pageInfo"]["hasPreviousPage"])
        following.append(page["pageInfo"]["hasNextPage"])
        assert page["totalCount"] == 50

    assert sizes == [7] * 7 + [1]
    assert previous == [False] + [True] * 7
    assert following == [True] * 7 + [False]
    assert len(set(seen)) == 50
    assert seen[:2] == ["Aluminium water bottle", "Apple peeler"]
    assert seen == sorted(seen, key=str.casefold)


async def test_products_of_one_name_are_not_lost_between_pages(shop: Shop) -> None:
    await shop.change("UPDATE products SET search_text = 'the same'")
    visitor = shop.visitor()

    first = await products(visitor, first=30)
    second = await products(visitor, first=30, after=first["pageInfo"]["endCursor"])

    seen = [product["productNumber"] for product in first["nodes"] + second["nodes"]]
    assert sorted(seen) == [f"P{number:04}" for number in range(1, 51)]


async def test_after_the_last_one_comes_an_empty_page(shop: Shop) -> None:
    visitor = shop.visitor()
    last = (await products(visitor, first=100))["pageInfo"]["endCursor"]

    page = await products(visitor, after=last)

    assert page["nodes"] == []
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }
    assert page["totalCount"] == 50


async def test_what_is_not_for_sale_is_not_found(shop: Shop) -> None:
    await shop.change("UPDATE products SET active = false WHERE product_number = 'P0026'")

    page = await products(shop.visitor(), search="kite")

    assert (page["nodes"], page["totalCount"]) == ([], 0)


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": -1}, "first"),
        ({"first": 101}, "first"),
        ({"after": "nonsense"}, "after"),
        ({"after": "WzEsMl0="}, "after"),
        ({"search": "x" * 201}, "search"),
        ({"search": "a\x00b"}, "search"),
    ],
)
async def test_what_makes_no_page_is_refused(
    shop: Shop, variables: dict[str, Any], field: str
) -> None:
    answer = await shop.visitor().run("storefront/products", **variables)

    assert answer.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_prices_are_in_the_currency_of_the_context(shop: Shop) -> None:
    await shop.change("UPDATE sales_channels SET currency = 'GBP' WHERE name = 'Storefront'")

    (bottle,) = (await products(shop.visitor(), search="water bottle"))["nodes"]

    assert bottle["price"] == {"amount": 1711, "currency": "GBP"}  # 1990 * 0.86 = 1711.4


async def test_looking_costs_no_row(shop: Shop) -> None:
    async with nothing_written(shop):
        await products(shop.visitor())
