"""Statements of sessions; one statement reads everything about a context token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import (
    Cart,
    CartLine,
    Context,
    Currency,
    Customer,
    Imitation,
    Product,
    RolePrivilege,
    SalesChannel,
    User,
    UserRole,
)
from db.statements.shop.pricing import price_in


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line of the context's cart. `price` is of one unit, in minor units of the currency."""

    id: str
    product_id: str
    product_number: str
    name: str
    price: int
    quantity: int
    added_by: tuple[str, str, str, str] | None  # id, username, first and last name


@dataclass(frozen=True, slots=True)
class StoredContext:
    """What the database says about an access key and a token. `row` has the columns of QUERY."""

    row: Row[Any]
    lines: Sequence[StoredLine]


_adder = Imitation.__table__.alias("adder")  # type: ignore[attr-defined]  # SQLModel does not type it
_held = exists(
    select(1)
    .select_from(UserRole)
    .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
    .where(
        col(UserRole.user_id) == col(Imitation.user_id),
        col(RolePrivilege.privilege) == bindparam("privilege"),
    )
)

QUERY: Final[Select[*tuple[Any, ...]]] = (
    select(
        col(SalesChannel.id).label("channel_id"),
        col(SalesChannel.name).label("channel_name"),
        col(SalesChannel.type).label("channel_type"),
        col(SalesChannel.active).label("channel_active"),
        col(SalesChannel.language).label("channel_language"),
        col(SalesChannel.currency).label("channel_currency"),
        func.coalesce(col(Context.language), col(SalesChannel.language)).label("language"),
        col(Currency.iso_code).label("currency"),
        col(Context.id).label("context_id"),
        col(Context.expires_at).label("context_expires_at"),
        col(Customer.id).label("customer_id"),
        col(Customer.customer_number),
        col(Customer.email),
        col(Customer.first_name),
        col(Customer.last_name),
        col(Customer.active).label("customer_active"),
        col(Customer.imitation_consent),
        col(Customer.bound_sales_channel_id),
        col(Imitation.id).label("imitation_id"),
        col(Imitation.access),
        col(Imitation.started_at),
        col(Imitation.expires_at).label("imitation_expires_at"),
        col(Imitation.last_used_at),
        col(Imitation.ended_at),
        col(Imitation.user_id),
        col(Imitation.user_username),
        col(Imitation.user_first_name),
        col(Imitation.user_last_name),
        func.coalesce(col(User.active), False).label("user_active"),
        or_(func.coalesce(col(User.admin), False), _held).label("privileged"),
        col(Cart.id).label("cart_id"),
        col(CartLine.id).label("line_id"),
        col(CartLine.quantity),
        col(Product.id).label("product_id"),
        col(Product.product_number),
        col(Product.name).label("product_name"),
        price_in(col(Currency.factor)).label("price"),
        _adder.c.user_id.label("adder_id"),
        _adder.c.user_username.label("adder_username"),
        _adder.c.user_first_name.label("adder_first_name"),
        _adder.c.user_last_name.label("adder_last_name"),
    )
    .select_from(SalesChannel)
    .outerjoin(
        Context,
        and_(
            col(Context.token_hash) == bindparam("token_hash"),
            col(Context.sales_channel_id) == col(SalesChannel.id),
        ),
    )
    .join(
        Currency,
        col(Currency.iso_code) == func.coalesce(col(Context.currency), col(SalesChannel.currency)),
    )
    .outerjoin(Customer, col(Customer.id) == col(Context.customer_id))
    .outerjoin(Imitation, col(Imitation.id) == col(Context.imitation_id))
    .outerjoin(User, col(User.id) == col(Imitation.user_id))
    .outerjoin(
        Cart,
        or_(
            col(Cart.context_id) == col(Context.id),
            and_(
                col(Cart.customer_id) == col(Context.customer_id),
                col(Cart.sales_channel_id) == col(Context.sales_channel_id),
            ),
        ),
    )
    .outerjoin(CartLine, col(CartLine.cart_id) == col(Cart.id))
    .outerjoin(Product, col(Product.id) == col(CartLine.product_id))
    .outerjoin(_adder, _adder.c.id == col(CartLine.imitation_id))
    .where(col(SalesChannel.access_key) == bindparam("access_key"))
    .order_by(col(CartLine.created_at), col(CartLine.id))
)


async def get(
    session: AsyncSession, *, access_key: str, token_hash: bytes | None, privilege: str
) -> StoredContext | None:
    """The channel of the key with the session of the token; None for an unknown key.

    `privilege` is the one that an imitating user must hold.
    """
    parameters = {"access_key": access_key, "token_hash": token_hash, "privilege": privilege}
    connection = await session.connection()
    rows = (await connection.execute(QUERY, parameters)).all()
    if not rows:
        return None
    return StoredContext(rows[0], [_line(row) for row in rows if row.line_id is not None])


def _line(row: Row[Any]) -> StoredLine:
    adder = (
        row.adder_id,
        row.adder_username,
        row.adder_first_name,
        row.adder_last_name,
    )
    return StoredLine(
        id=row.line_id,
        product_id=row.product_id,
        product_number=row.product_number,
        name=row.product_name,
        price=row.price,
        quantity=row.quantity,
        added_by=None if row.adder_id is None else adder,
    )


async def add(session: AsyncSession, context: Context) -> None:
    """Store a session."""
    session.add(context)
    await session.flush()


async def hold(session: AsyncSession, context_id: str) -> bool:
    """Lock a session and its cart until the commit; False if it is gone."""
    connection = await session.connection()
    found = await connection.execute(_in_order(col(Context.id) == context_id))
    return found.one_or_none() is not None


async def remove(session: AsyncSession, context_id: str) -> None:
    """End a session of a guest or a customer; a guest's cart goes with it."""
    await session.exec(delete(Context).where(col(Context.id) == context_id))


async def remove_of_customer(session: AsyncSession, customer_id: str) -> None:
    """End the customer's own sessions; imitations go on."""
    own = and_(col(Context.customer_id) == customer_id, col(Context.imitation_id).is_(None))
    await session.exec(delete(Context).where(col(Context.id).in_(_in_order(own))))


async def remove_of_sales_channel(session: AsyncSession, sales_channel_id: str) -> None:
    """End the sessions of customers in the channel; guests keep theirs, with their carts."""
    own = and_(
        col(Context.sales_channel_id) == sales_channel_id,
        col(Context.customer_id).is_not(None),
        col(Context.imitation_id).is_(None),
    )
    await session.exec(delete(Context).where(col(Context.id).in_(_in_order(own))))


def _in_order(which: ColumnElement[bool]) -> Select[str]:
    """Their ids, locked one after another as everybody does: two who lock many never wait
    for each other.
    """
    return select(col(Context.id)).where(which).order_by(col(Context.id)).with_for_update()


async def remove_of_inactive_customers(session: AsyncSession) -> None:
    """End the sessions of customers who are switched off."""
    inactive = select(col(Customer.id)).where(~col(Customer.active))
    await session.exec(
        delete(Context).where(
            col(Context.customer_id).in_(inactive), col(Context.imitation_id).is_(None)
        )
    )


async def extend(session: AsyncSession, context_id: str, *, expires_at: datetime) -> bool:
    """Let a session live until `expires_at` and lock it until the commit; False if it is gone."""
    result = await session.exec(
        update(Context).where(col(Context.id) == context_id).values(expires_at=expires_at)
    )
    return result.rowcount == 1


async def choose(session: AsyncSession, context_id: str, *, language: str, currency: str) -> None:
    """Let a session speak another language and pay in another currency."""
    await session.exec(
        update(Context)
        .where(col(Context.id) == context_id)
        .values(language=language, currency=currency)
    )


async def prune(session: AsyncSession, *, before: datetime) -> int:
    """Remove sessions that ran out before; the answer is how many."""
    result = await session.exec(delete(Context).where(col(Context.expires_at) < before))
    return result.rowcount
