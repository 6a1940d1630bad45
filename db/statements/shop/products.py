"""Statements about products."""

from collections.abc import Sequence

from sqlalchemy import literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import Slice, count, page
from db.models import Currency, Product
from db.search import matches
from db.statements.shop.pricing import price_in


async def get_active(session: AsyncSession, product_id: str) -> Product | None:
    """A product that is for sale."""
    statement = select(Product).where(col(Product.id) == product_id, col(Product.active))
    return (await session.exec(statement)).one_or_none()


async def find(
    session: AsyncSession, *, search: str | None, after: Sequence[object] | None, first: int
) -> Slice[Product]:
    """A page of products for sale, by name."""
    keys = [col(Product.search_text), col(Product.id)]
    return await page(session, _matching(search), keys=keys, after=after, first=first)


async def find_prices(
    session: AsyncSession, product_ids: Sequence[str], *, currency: str
) -> dict[str, int]:
    """What one of each of these costs, in minor units."""
    statement = (
        select(Product.id, price_in(col(Currency.factor)))
        .join(Currency, col(Currency.iso_code) == literal(currency))
        .where(col(Product.id).in_(product_ids))
    )
    return dict((await session.exec(statement)).all())


async def count_all(session: AsyncSession, *, search: str | None) -> int:
    """How many products match."""
    return await count(session, _matching(search))


def _matching(search: str | None) -> SelectOfScalar[Product]:
    statement = select(Product).where(col(Product.active))
    return statement.where(matches(Product.search_text, search)) if search else statement
