"""Imports many products at once: staged, completed by their parents, then merged."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    FromClause,
    String,
    Subquery,
    Text,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import SQLModel, col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession

from db.importing import staging
from db.models import Product
from db.models.columns import HexId

PRODUCTS: Final = SQLModel.metadata.tables["products"]
STAGED: Final = staging.temporary_table(
    "staged_products",
    Column("id", HexId),
    Column("parent_id", HexId),
    Column("product_number", String),
    Column("name", String),
    Column("price", BigInteger),
    Column("active", Boolean),
    Column("search_text", Text),
)


def settled() -> Subquery:
    """The staged rows as they will be stored.

    A variant takes an empty name, price or `active` from its parent, which is in the same file or
    stored.
    """
    old, parent = PRODUCTS.alias("old"), STAGED.alias("parent")
    old_parent = PRODUCTS.alias("old_parent")
    joined: FromClause = (
        STAGED.outerjoin(old, old.c.id == STAGED.c.id)
        .outerjoin(parent, parent.c.id == STAGED.c.parent_id)
        .outerjoin(old_parent, old_parent.c.id == STAGED.c.parent_id)
    )
    inherited = {
        name: func.coalesce(STAGED.c[name], parent.c[name], old_parent.c[name]).label(name)
        for name in ("name", "price")
    }
    active = func.coalesce(
        STAGED.c.active, parent.c.active, old_parent.c.active, old.c.active, literal(value=True)
    )
    own = [STAGED.c[name] for name in ("line", "id", "product_number", "search_text")]
    return (
        select(*own, *inherited.values(), active.label("active"))
        .select_from(joined)
        .subquery("settled")
    )


async def find_incomplete(session: AsyncSession, rows: Subquery) -> frozenset[int]:
    """The lines of variants that have no name or price and whose parents have none either."""
    missing = or_(rows.c.name.is_(None), rows.c.price.is_(None))
    statement = select(rows.c.line).where(missing)
    return frozenset((await (await session.connection()).execute(statement)).scalars())


async def merge(session: AsyncSession, rows: Subquery) -> None:
    """Store the rows."""
    await staging.merge(session, rows, PRODUCTS)


async def describe_variants(session: AsyncSession) -> None:
    """Renew the search text of variants, which may have their parent's name."""
    statement = (
        select_model(Product)
        .join(STAGED, STAGED.c.id == col(Product.id))
        .where(STAGED.c.parent_id.is_not(None))
    )
    for product in (await session.exec(statement)).all():
        product.search_text = product.describe()
    await session.flush()
