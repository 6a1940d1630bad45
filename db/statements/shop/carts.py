"""Statements about carts: whose they are, and what is in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Cart, CartLine, Currency, Product
from db.models.columns import new_id
from db.statements.shop.pricing import price_in


def _insert(session: AsyncSession) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return sqlite.Insert if session.get_bind().dialect.name == "sqlite" else postgresql.Insert


async def claim_of_customer(session: AsyncSession, customer_id: str, sales_channel_id: str) -> str:
    """The id of the customer's cart in the channel, added if missing, locked until the commit."""
    statement = (
        _insert(session)(Cart)
        .values(id=new_id(), customer_id=customer_id, sales_channel_id=sales_channel_id)
        .on_conflict_do_nothing()
    )
    await session.exec(statement)
    return await _lock(
        session,
        (col(Cart.customer_id) == customer_id) & (col(Cart.sales_channel_id) == sales_channel_id),
    )


async def claim_of_context(session: AsyncSession, context_id: str, sales_channel_id: str) -> str:
    """The id of the guest session's cart, added if missing, locked until the commit."""
    statement = (
        _insert(session)(Cart)
        .values(id=new_id(), context_id=context_id, sales_channel_id=sales_channel_id)
        .on_conflict_do_nothing()
    )
    await session.exec(statement)
    return await _lock(session, col(Cart.context_id) == context_id)


async def _lock(session: AsyncSession, owner: ColumnElement[bool]) -> str:
    return (await session.exec(select(Cart.id).where(owner).with_for_update())).one()


async def get_guests(session: AsyncSession, context_id: str) -> str | None:
    """The id of the guest session's cart, locked until the commit; None without a cart."""
    statement = select(Cart.id).where(col(Cart.context_id) == context_id).with_for_update()
    return (await session.exec(statement)).one_or_none()


async def add_quantity(
    session: AsyncSession,
    cart_id: str,
    *,
    product_id: str,
    quantity: int,
    imitation_id: str | None,
    now: datetime,
) -> int:
    """Put more of a product in; the answer is the line's quantity now.

    A line that is there keeps who put it there.
    """
    statement = _insert(session)(CartLine).values(
        id=new_id(),
        cart_id=cart_id,
        product_id=product_id,
        quantity=quantity,
        imitation_id=imitation_id,
        created_at=now,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["cart_id", "product_id"],
        set_={"quantity": CartLine.quantity + statement.excluded.quantity},
    )
    result = await session.exec(statement.returning(col(CartLine.quantity)))
    return int(result.scalar_one())


async def get_quantity(session: AsyncSession, cart_id: str, *, line_id: str) -> int | None:
    """How many pieces a line has; None where this cart has no such line."""
    statement = select(CartLine.quantity).where(
        col(CartLine.id) == line_id, col(CartLine.cart_id) == cart_id
    )
    return (await session.exec(statement)).one_or_none()


async def mark_quantity(session: AsyncSession, line_id: str, *, quantity: int) -> None:
    """Set how many pieces a line has."""
    await session.exec(
        update(CartLine).where(col(CartLine.id) == line_id).values(quantity=quantity)
    )


async def remove_line(session: AsyncSession, cart_id: str, *, line_id: str) -> bool:
    """Take a line out; False where this cart has no such line."""
    result = await session.exec(
        delete(CartLine).where(col(CartLine.id) == line_id, col(CartLine.cart_id) == cart_id)
    )
    return result.rowcount == 1


async def find_lines(session: AsyncSession, cart_id: str) -> Sequence[CartLine]:
    """The lines of a cart, oldest first."""
    statement = (
        select(CartLine)
        .where(col(CartLine.cart_id) == cart_id)
        .order_by(col(CartLine.created_at), col(CartLine.id))
    )
    return (await session.exec(statement)).all()


async def find_priced(
    session: AsyncSession, cart_id: str, *, currency: str
) -> Sequence[tuple[CartLine, Product, int]]:
    """The lines of a cart with their products and today's unit prices, oldest first."""
    statement = (
        select(CartLine, Product, price_in(col(Currency.factor)))
        .join(Product, col(Product.id) == col(CartLine.product_id))
        .join(Currency, col(Currency.iso_code) == literal(currency))
        .where(col(CartLine.cart_id) == cart_id)
        .order_by(col(CartLine.created_at), col(CartLine.id))
    )
    return (await session.exec(statement)).all()


async def totals(session: AsyncSession, cart_id: str, *, currency: str) -> tuple[int, int]:
    """How many lines a cart has, and what they cost together in minor units."""
    lines = await find_priced(session, cart_id, currency=currency)
    return len(lines), sum(line.quantity * price for line, _, price in lines)


async def empty(session: AsyncSession, cart_id: str) -> None:
    """Take every line out."""
    await session.exec(delete(CartLine).where(col(CartLine.cart_id) == cart_id))
