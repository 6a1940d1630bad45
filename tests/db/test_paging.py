"""Lists in pages: what a search of many words is sent as, and where a count stops."""

from typing import Final

import pytest
from sqlalchemy import insert

from db.engine.paging import MOST_COUNTED
from db.engine.statement import Statement
from db.models import Product
from db.search import patterns
from tests.support.shop import Shop

COLUMNS: Final = ["id", "product_number", "name", "price", "active", "search_text"]
ADD: Final = Statement(insert(Product), columns=COLUMNS)
IN_DEMO: Final = 50  # products


async def add_products(shop: Shop, *numbers: int) -> None:
    rows = [
        dict(zip(COLUMNS, (f"{n:032x}", f"N{n}", f"Thing {n}", 1, True, f"thing {n}"), strict=True))
        for n in numbers
    ]
    async with shop.application.database.transaction() as session:
        await session.many(ADD, rows)


async def counted(shop: Shop) -> object:
    return (await shop.visitor().run("storefront/products", first=1)).data["totalCount"]


async def test_a_count_of_ten_thousand_is_exact_and_one_beyond_means_more(shop: Shop) -> None:
    await add_products(shop, *range(10_000 - IN_DEMO))
    exact = await counted(shop)
    await add_products(shop, 10_000)
    one_more = await counted(shop)
    await add_products(shop, *range(10_001, 10_005))
    many_more = await counted(shop)

    assert (exact, one_more, many_more) == (10_000, 10_001, 10_001)
    assert MOST_COUNTED == 10_001


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("thing", 3),
        ("1 thing", 1),
        ("t h i n g th hi in ng", 3),
        ("t h i n g th hi in ng 2", 1),
        ("t h i n g th hi in ng 4", 0),
        (" ".join(["thing", *"thing" * 19]), 3),
    ],
)
async def test_every_word_of_a_search_counts(shop: Shop, search: str, found: int) -> None:
    await add_products(shop, 1, 2, 3)

    page = (await shop.visitor().run("storefront/products", search=search)).data

    assert len([node for node in page["nodes"] if node["name"].startswith("Thing")]) == found


@pytest.mark.parametrize(
    ("search", "words"),
    [
        (None, []),
        ("  ", []),
        ("Ä", ["%a%"]),
        ("a_% /b", ["%a/_/%%", "%//b%"]),
        ("a a b", ["%a%", "%b%"]),
        ("a b c", ["%a%", "%b%", "%c%", "%c%"]),
        ("a b c d e", ["%a%", "%b%", "%c%", "%d%", *["%e%"] * 4]),
    ],
)
def test_a_search_has_one_two_four_or_eight_patterns(search: str | None, words: list[str]) -> None:
    assert patterns(search) == {f"word_{number}": word for number, word in enumerate(words)}
