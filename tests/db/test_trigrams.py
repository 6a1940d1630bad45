"""Searches by the index of trigrams find what a walk through the list finds, in its order."""

import random
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Product
from db.search import clues, fold
from db.statements import searched_ways
from db.statements.searched import Searched
from tests.support.shop import Shop

COLUMNS: Final = ["id", "product_number", "name", "price", "active", "search_text"]
ADD: Final = Statement(insert(Product), columns=COLUMNS)
DROP: Final = Statement(delete(Product).where(col(Product.price) == 2))
CHANGE: Final = Statement(
    update(Product)
    .where(col(Product.price) == 1)
    .values(search_text=col(Product.search_text) + " anna", price=3)
)
PARTS: Final = [*'oé王℡%_/-" ', "ann", "ber", "@ex", ".de", "12", "伟"]
ALL: Final = select(Product)
FOR_SALE: Final = ALL.where(col(Product.active))


def invented(chance: random.Random, most: int) -> str:
    return "".join(chance.choices(PARTS, k=chance.randint(1, most)))


def product(chance: random.Random, number: int) -> dict[str, Any]:
    name = invented(chance, 8)
    values = (f"{number:032x}", f"N{number}", name, chance.randint(1, 4), chance.random() < 0.8)
    return dict(zip(COLUMNS, (*values, fold(name, str(number))), strict=True))


@pytest.fixture
async def session(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Session]:
    """Of a database in which twelve rows are read before the index is asked: pages have three."""
    monkeypatch.setattr(searched_ways, "NEAR", 12)
    chance = random.Random(7)
    async with shop.application.database.transaction() as opened:
        await opened.many(ADD, [product(chance, number) for number in range(300)])
        yield opened


def by_name(listed: Any, *, indexed: bool) -> Searched[Product]:
    return Searched(listed, text=Product.search_text, key=Product.id, indexed=indexed)


async def pages(session: Session, products: Searched[Product], search: str) -> list[str]:
    """The ids of all pages, then the total."""
    found: list[str] = []
    after: tuple[str, str] | None = None
    has_next = True
    while has_next:
        page = await products.find(session, search=search, after=after, first=3)
        found += [row.id for row in page.rows]
        after = (page.rows[-1].search_text, page.rows[-1].id) if page.rows else None
        has_next = page.has_next
    return [*found, str(await products.count_all(session, search=search))]


@pytest.mark.parametrize("listed", [ALL, FOR_SALE], ids=["all", "filtered"])
async def test_find_the_same_after_rows_were_added_changed_and_removed(
    session: Session, listed: Any
) -> None:
    by_index, by_walk = by_name(listed, indexed=True), by_name(listed, indexed=False)
    chance = random.Random(11)
    found = 0

    for change in (None, CHANGE, DROP):
        if change is not None:
            assert await session.run(change) > 0
        for search in ["anna", *(invented(chance, 4) for _ in range(40))]:
            expected = await pages(session, by_walk, search)
            assert await pages(session, by_index, search) == expected, search
            found += len(expected) > 1

    assert found > 50


async def test_the_index_is_read_and_the_table_is_not(shop: Shop) -> None:
    words = clues("customer77@example.com tea")
    assert words is not None
    database = shop.application.database
    if database.is_sqlite:
        searched = "SELECT rowid FROM products_trigrams WHERE products_trigrams MATCH :trigrams"
        plan = f"EXPLAIN QUERY PLAN {searched}"
        words = {"trigrams": words["trigrams"]}
    else:
        plan = "EXPLAIN SELECT id FROM products WHERE search_text LIKE '%tea%' ESCAPE '/'"
        words = {}

    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            # A table this small is as cheap by its other index; the end of this block rolls back.
            await connection.execute(text("DROP INDEX ix_products_search_text_id"))
        lines = str((await connection.execute(text(plan), words)).all())

    assert ("ix_products_trigrams" in lines) or ("products_trigrams VIRTUAL TABLE INDEX" in lines)


@pytest.mark.parametrize(
    ("search", "asked"),
    [
        ("ab", None),
        ("b@example.com", None),
        ("ab xy", None),
        ("Müller", {"clue_0": "%muller%", "trigrams": '"mul" "ull" "lle" "ler"'}),
        ("buyer77@x.com", {"clue_0": "%yer77@%", "trigrams": '"yer" "er7" "r77" "77@"'}),
        ("customer77", {"clue_0": "%omer77%", "trigrams": '"ome" "mer" "er7" "r77"'}),
        ("@shop.de", {"clue_0": "%hop.de%", "trigrams": '"hop" "op." "p.d" ".de"'}),
        ('a"b_', {"clue_0": '%a"b/_%', "trigrams": '"a""b" """b_"'}),
        ("anna b", {"clue_0": "%anna%", "clue_1": "%anna%", "trigrams": '"ann" "nna"'}),
    ],
)  # fmt: skip
def test_an_index_is_asked_for_the_rare_part_of_each_word(
    search: str, asked: dict[str, str] | None
) -> None:
    assert clues(search) == asked
