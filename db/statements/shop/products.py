"""Statements about products."""

from collections.abc import Sequence
from functools import cache

from sqlmodel import col, select

from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.models import Product
from db.search import matches, patterns


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
