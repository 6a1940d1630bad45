"""Statements about the lines of a cart that the transaction has locked, with their prices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Integer, bindparam, delete, select, update
from sqlmodel import UTCDateTime, col

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import CartLine, Currency, Product
from db.models.columns import HexId, new_id


class PricedLine(NamedTuple):
    """A line of a cart, the catalogue's price in hundredths, and the currency's factor."""

    id: str
    product_id: str
    product_number: str
    label: str
    quantity: int
    price: int
    factor: int
    for_sale: bool


async def add(
    session: Session,
    cart_id: str,
    *,
    product_id: str,
    quantity: int,
    imitation_id: str | None,
    now: datetime,
) -> int | None:
    """Put more of a product in; the answer is the line's quantity now.

    None where no such product is for sale. A line that is there keeps who put it there.
    """
    return await session.first(
        _ADD,
        id=new_id(),
        cart_id=cart_id,
        product_id=product_id,
        quantity=quantity,
        imitation_id=imitation_id,
        now=now,
    )


_for_sale: Final = select(
    bindparam("id", type_=HexId()),
    bindparam("cart_id", type_=HexId()),
    col(Product.id),
    bindparam("quantity", type_=Integer()),
    bindparam("imitation_id", type_=HexId()),
    bindparam("now", type_=UTCDateTime()),
).where(col(Product.id) == bindparam("product_id"), col(Product.active))
_added: Final = upsert(CartLine).from_select(
    ["id", "cart_id", "product_id", "quantity", "imitation_id", "created_at"], _for_sale
)
_ADD: Final[Statement[int]] = Statement(
    _added.on_conflict_do_update(
        index_elements=["cart_id", "product_id"],
        set_={"quantity": CartLine.quantity + _added.excluded.quantity},
    ).returning(col(CartLine.quantity)),
    lambda values: values[0],
)


async def find_priced(session: Session, cart_id: str, *, currency: str) -> Sequence[PricedLine]:
    """The lines of a cart, oldest first."""
    return await session.all(_FIND_PRICED, cart_id=cart_id, currency=currency)


_IN_CART: Final = col(CartLine.cart_id) == bindparam("cart_id")
_IS_LINE: Final = col(CartLine.id) == bindparam("line_id")
_FIND_PRICED: Final = Statement(
    select(
        col(CartLine.id),
        col(CartLine.product_id),
        col(Product.product_number),
        col(Product.name),
        col(CartLine.quantity),
        col(Product.price),
        col(Currency.factor),
        col(Product.active),
    )
    .select_from(CartLine)
    .join(Product, col(Product.id) == col(CartLine.product_id))
    .join(Currency, col(Currency.iso_code) == bindparam("currency"))
    .where(_IN_CART)
    .order_by(col(CartLine.created_at), col(CartLine.id)),
    PricedLine._make,
)


async def mark_quantity(session: Session, line_id: str, *, quantity: int) -> None:
    """Set how many pieces a line has."""
    await session.run(_MARK_QUANTITY, line_id=line_id, pieces=quantity)


_MARK_QUANTITY: Final = Statement(
    update(CartLine).where(_IS_LINE).values(quantity=bindparam("pieces"))
)


async def remove(session: Session, cart_id: str, *, line_id: str) -> bool:
    """Take a line out; False where this cart has no such line."""
    return await session.run(_REMOVE, cart_id=cart_id, line_id=line_id) == 1


async def remove_all(session: Session, cart_id: str) -> None:
    """Take every line out."""
    await session.run(_REMOVE_ALL, cart_id=cart_id)


_REMOVE: Final = Statement(delete(CartLine).where(_IS_LINE, _IN_CART))
_REMOVE_ALL: Final = Statement(delete(CartLine).where(_IN_CART))
