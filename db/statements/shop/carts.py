"""Statements about carts: whose they are, and how two become one."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Cart, CartLine
from db.models.columns import HexId, new_id


async def claim_of_customer(session: Session, customer_id: str, sales_channel_id: str) -> str:
    """The id of the customer's cart in the channel, added if missing, locked until the commit."""
    return await session.one(
        _CLAIM_OF_CUSTOMER, id=new_id(), customer_id=customer_id, sales_channel_id=sales_channel_id
    )


async def claim_of_context(session: Session, context_id: str, sales_channel_id: str) -> str:
    """The id of the guest session's cart, added if missing, locked until the commit."""
    return await session.one(
        _CLAIM_OF_CONTEXT, id=new_id(), context_id=context_id, sales_channel_id=sales_channel_id
    )


def _claim(
    owner: str, *, unique: Sequence[str], where: ColumnElement[bool] | None = None
) -> Statement[str]:
    added = upsert(Cart).on_conflict_do_update(  # the update changes nothing: it locks the row
        index_elements=unique,
        index_where=where,
        set_={"sales_channel_id": col(Cart.sales_channel_id)},
    )
    columns = ["id", owner, "sales_channel_id"]
    return Statement(added.returning(col(Cart.id)), itemgetter(0), columns=columns)


_CLAIM_OF_CUSTOMER: Final = _claim(
    "customer_id",
    unique=["customer_id", "sales_channel_id"],
    where=col(Cart.customer_id).is_not(None),
)
_CLAIM_OF_CONTEXT: Final = _claim("context_id", unique=["context_id"])


async def get_guests(session: Session, context_id: str) -> str | None:
    """The id of the guest session's cart; None without a cart."""
    return await session.first(_GET_GUESTS, context_id=context_id)


_GET_GUESTS: Final = Statement(
    select(Cart.id).where(col(Cart.context_id) == bindparam("context_id")), by_key=True
)


async def merge(session: Session, guests: str, *, into: str, pieces: int, lines: int) -> None:
    """Put the lines of the guest's cart into a customer's. Both carts are locked.

    Pieces of one product add up to `pieces`; their line keeps who put it there. Of the others, the
    oldest are moved until the customer has `lines`.
    """
    await session.run(_ADD_UP, guests=guests, into=into, most=pieces)
    await session.run(_MOVE, guests=guests, into=into, most_lines=lines)


_into: Final = bindparam("into", type_=HexId())
_other: Final = aliased(CartLine)
_theirs: Final = aliased(CartLine)
_sum: Final = col(CartLine.quantity) + col(_other.quantity)
_most: Final = bindparam("most", type_=Integer())
_ADD_UP: Final = Statement(
    update(CartLine)
    .where(
        col(CartLine.cart_id) == _into,
        col(_other.cart_id) == bindparam("guests"),
        col(_other.product_id) == col(CartLine.product_id),
    )
    .values(quantity=case((_sum > _most, _most), else_=_sum))
)
_new: Final = (
    select(
        _other.id,
        func.row_number().over(order_by=[col(_other.created_at), col(_other.id)]).label("place"),
    )
    .where(
        col(_other.cart_id) == bindparam("guests"),
        col(_other.product_id).not_in(
            select(_theirs.product_id).where(col(_theirs.cart_id) == _into)
        ),
    )
    .subquery()
)
_room: Final = (
    bindparam("most_lines", type_=Integer())
    - select(func.count()).where(col(_theirs.cart_id) == _into).scalar_subquery()
)
_MOVE: Final = Statement(
    update(CartLine)
    .where(col(CartLine.id).in_(select(_new.c.id).where(_new.c.place <= _room)))
    .values(cart_id=_into)
)
