"""Statements about products."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.dialect import among
from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Currency, Product
from db.search import matches, patterns
from db.statements.shop.pricing import price_in


async def find(
    session: Session, *, search: str | None, after: Sequence[object] | None, first: int
) -> Slice[Product]:
    """A page of products for sale, by name."""
    words = patterns(search)
    return await _matching(len(words)).page(session, after=after, first=first, **words)


async def count_all(session: Session, *, search: str | None) -> int:
    """How many products match."""
    words = patterns(search)
    return await _matching(len(words)).count(session, **words)


@cache
def _matching(words: int) -> Paged[Product]:
    listed = select(Product).where(col(Product.active), matches(Product.search_text, words))
    return Paged(listed, keys=[col(Product.search_text), col(Product.id)])


async def find_prices(
    session: Session, product_ids: Sequence[str], *, currency: str
) -> dict[str, int]:
    """What one of each of these costs, in minor units."""
    return dict(await session.all(_FIND_PRICES, product_ids=product_ids, currency=currency))


_FIND_PRICES: Final[Statement[tuple[str, int]]] = Statement(
    select(Product.id, price_in(col(Currency.factor)))
    .join(Currency, col(Currency.iso_code) == bindparam("currency"))
    .where(among(col(Product.id), "product_ids")),
    by_key=True,
)
