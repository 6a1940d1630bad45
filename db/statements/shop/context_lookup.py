"""The look-up of a context: one statement answers everything that a storefront's request asks."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Join,
    LargeBinary,
    ScalarSelect,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    extract,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from db.engine.batches import Lookup
from db.engine.connections import Database
from db.engine.statement import Statement
from db.models import (
    Cart,
    CartLine,
    Context,
    Currency,
    Customer,
    Imitation,
    Product,
    SalesChannel,
    User,
)
from db.models.columns import HexId
from db.statements.imitation.imitation_filters import user_holds
from db.statements.shop.stored_context import (
    StoredContext,
    StoredCustomer,
    StoredUser,
    assemble,
)

_adder: Final = inspect(Imitation).local_table.alias("adder")

CHANNEL: Final = (
    col(SalesChannel.id),
    col(SalesChannel.name),
    col(SalesChannel.type),
    col(SalesChannel.active),
    col(SalesChannel.language),
    col(SalesChannel.currency),
)
SESSION: Final = (
    col(Context.id),
    col(Context.expires_at),
    func.coalesce(col(Context.language), col(SalesChannel.language)),
    col(Currency.iso_code),
    col(Currency.factor),
    col(Cart.id),
)
_SHOWN: Final = {
    "email": func.coalesce(col(Customer.email_typed), col(Customer.email)),
    "imitation_consent_withdrawn_at": case(
        (~col(Customer.imitation_consent), col(Customer.imitation_consent_changed_at))
    ),
}
CUSTOMER: Final = tuple(
    _SHOWN[name] if name in _SHOWN else col(getattr(Customer, name))
    for name in StoredCustomer._fields
)
IMITATION: Final = (
    col(Imitation.id),
    col(Imitation.access),
    col(Imitation.full_since),
    col(Imitation.started_at),
    col(Imitation.expires_at),
    col(Imitation.last_used_at),
    col(Imitation.ended_at),
    func.coalesce(col(User.active), False),
)  # and whether the user holds the privilege, see `held`
USER: Final = (
    col(Imitation.user_id),
    col(Imitation.user_username),
    col(Imitation.user_first_name),
    col(Imitation.user_last_name),
)
LINE: Final = (
    col(CartLine.id),
    col(CartLine.quantity),
    col(Product.id),
    col(Product.product_number),
    col(Product.name),
    col(Product.price),
)
ADDER: Final = tuple(_adder.c[f"user_{name}"] for name in StoredUser._fields)


async def get(
    database: Database, *, access_key: str, token_hash: bytes | None, privilege: str
) -> StoredContext | None:
    """The channel of the key with the session of the token; None for an unknown key.

    `privilege` is the one that an imitating user must hold.
    """
    asked: dict[str, Any] = {"token_hash": token_hash, "access_key": access_key}
    if database.is_sqlite:
        return await database.reads.first(on_sqlite(privilege), **asked)
    rows = await database.look_up(lookup(privilege), **asked)
    return rows[0] if rows else None


@cache
def lookup(privilege: str) -> Lookup[StoredContext]:
    """Alone it takes a token's hash and a key, together a list of each."""
    asked = (
        func.unnest(
            bindparam("token_hash", type_=ARRAY(LargeBinary)),
            bindparam("access_key", type_=ARRAY(String)),
        )
        .table_valued("token_hash", "access_key", with_ordinality="number")
        .render_derived("asked")
    )
    all_asked = asked.join(SalesChannel, col(SalesChannel.access_key) == asked.c.access_key)
    selected = (*_selected(privilege), _lines_on_postgresql())
    return Lookup(
        _alone(selected),
        Statement(
            select(*selected, asked.c.number).select_from(_joined(all_asked, asked.c.token_hash)),
            lambda values: (values[-1], assemble(values)),  # the number is behind what is cut out
        ),
    )


@cache
def on_sqlite(privilege: str) -> Statement[StoredContext]:
    """A look-up alone: SQLite knows no other."""
    told = func.json_array(col(CartLine.created_at), *LINE, *ADDER)
    return _alone((*_selected(privilege), _lines(func.json_group_array(told))))


def _lines_on_postgresql() -> ScalarSelect[Any]:
    """Ids as SQLite stores them: JSON would have the dashes of a UUID."""
    told: Sequence[Any] = (*LINE, *ADDER)
    told = [
        func.encode(func.uuid_send(each), "hex") if isinstance(each.type, HexId) else each
        for each in told
    ]
    at = extract("epoch", col(CartLine.created_at))
    return _lines(func.json_agg(func.json_build_array(at, *told)))


def _lines(told: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The lines of the cart as one value: a row for each would repeat all else."""
    lines = inspect(CartLine).local_table
    found = lines.outerjoin(Product, col(Product.id) == col(CartLine.product_id)).outerjoin(
        _adder, _adder.c.id == col(CartLine.imitation_id)
    )
    of_cart = select(told).select_from(found).where(col(CartLine.cart_id) == col(Cart.id))
    return of_cart.correlate(Cart).scalar_subquery()


def _alone(selected: Sequence[SQLColumnExpression[Any]]) -> Statement[StoredContext]:
    of_key = col(SalesChannel.access_key) == bindparam("access_key")
    found = _joined(_channels, bindparam("token_hash", type_=LargeBinary()))
    return Statement(select(*selected).select_from(found).where(of_key), assemble, by_key=True)


_channels: Final = inspect(SalesChannel).local_table


def _selected(privilege: str) -> Sequence[SQLColumnExpression[Any]]:
    return (*CHANNEL, *SESSION, *CUSTOMER, *IMITATION, user_holds(privilege), *USER)


def _joined(start: FromClause, token_hash: ColumnElement[bytes]) -> Join:
    """The channel with the session of the token and all that belongs to it but the lines."""
    cart = (col(Cart.context_id) == col(Context.id)) | (
        (col(Cart.customer_id) == col(Context.customer_id))
        & (col(Cart.sales_channel_id) == col(Context.sales_channel_id))
    )
    of_channel = col(Context.sales_channel_id) == col(SalesChannel.id)
    session = (col(Context.token_hash) == token_hash) & of_channel
    currency = func.coalesce(col(Context.currency), col(SalesChannel.currency))
    return (
        start.outerjoin(Context, session)
        .join(Currency, col(Currency.iso_code) == currency)
        .outerjoin(Customer, col(Customer.id) == col(Context.customer_id))
        .outerjoin(Imitation, col(Imitation.id) == col(Context.imitation_id))
        .outerjoin(User, col(User.id) == col(Imitation.user_id))
        .outerjoin(Cart, cart)
    )
