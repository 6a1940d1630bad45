"""The persons and orders of the demo shop's past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from db.demo.loading import add, add_values
from db.demo.names import PRODUCTS
from db.demo.people import OF_THE_PAST, users_of_the_past
from db.demo.shop import crowd_id, demo_id
from db.models import AuditEvent, Customer, Imitation, Order, OrderLine, User
from db.models.columns import new_id

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

MOST_CUSTOMERS: Final = 200  # of the generated ones have a past
NEEDING: Final = 5  # customers who need approvals, at most
SIGNED_IN_BEFORE: Final = timedelta(minutes=6)


@dataclass(slots=True)
class PastOrder:
    """An order of the past. The database gives it its number."""

    customer: Customer
    at: datetime
    seed: int  # chooses the products
    channel: str = "Storefront"
    imitation_id: str | None = None
    number: int = 0
    currency: str = "EUR"

    @property
    def products(self) -> Sequence[tuple[int, int]]:
        """Numbers of products, counted from 1, and quantities."""
        first, second = self.seed * 11 % len(PRODUCTS) + 1, self.seed * 23 % len(PRODUCTS) + 1
        one = [(first, 1 + self.seed % 3)]
        return one if first == second or self.seed % 2 else [*one, (second, 1)]

    @property
    def total(self) -> int:
        """In minor units."""
        return sum(PRODUCTS[number - 1][1] * quantity for number, quantity in self.products)


async def has_past(session: "AsyncSession") -> bool:
    """Whether the shop was used: then a past would stand beside what happened."""
    for column in (Imitation.id, AuditEvent.id):
        if (await session.exec(select(column).limit(1))).first() is not None:
            return True
    return False


async def add_users(session: "AsyncSession", password_hash: str) -> dict[str, User]:
    """The users whose past it is, by username."""
    await add(session, users_of_the_past(password_hash))
    ids = [demo_id("user", name) for name in OF_THE_PAST]
    found = await session.exec(select(User).where(col(User.id).in_(ids)))
    return {user.username: user for user in found}


async def find_customers(session: "AsyncSession") -> Sequence[Customer]:
    """Generated customers in the order of their numbers."""
    ids = [crowd_id(position) for position in range(MOST_CUSTOMERS)]
    found = {
        one.id: one for one in await session.exec(select(Customer).where(col(Customer.id).in_(ids)))
    }
    return [found[id_] for id_ in ids if id_ in found]


async def need_approvals(
    session: "AsyncSession", customers: Sequence[Customer]
) -> Sequence[Customer]:
    """Let some of the customers need approvals, as employees and prominent ones do."""
    chosen = customers[:: len(customers) // NEEDING + 1]
    needing = update(Customer).where(col(Customer.id).in_([each.id for each in chosen]))
    await session.exec(needing.values(needs_approval=True))
    return chosen


async def add_orders(session: "AsyncSession", orders: Sequence[PastOrder]) -> None:
    """Store the orders, oldest first, with their lines, and tell each its number."""
    oldest_first = sorted(orders, key=lambda order: order.at)
    ids = [new_id() for _ in oldest_first]
    rows = [_order(id_, order) for id_, order in zip(ids, oldest_first, strict=True)]
    await add_values(session, Order, iter(rows))
    stored = await session.exec(select(Order.id, Order.number).where(col(Order.id).in_(ids)))
    numbers = dict(stored.all())
    for id_, order in zip(ids, oldest_first, strict=True):
        order.number = int(numbers[id_] or 0)
    lines = [
        line for id_, order in zip(ids, oldest_first, strict=True) for line in _lines(id_, order)
    ]
    await add_values(session, OrderLine, iter(lines))


def _order(id_: str, order: PastOrder) -> dict[str, Any]:
    return {
        "id": id_,
        "sales_channel_id": demo_id("channel", order.channel),
        "customer_id": order.customer.id,
        "customer_number": order.customer.customer_number,
        "imitation_id": order.imitation_id,
        "currency": order.currency,
        "language": "en-GB",
        "total": order.total,
        "placed_at": order.at,
    }


def _lines(order_id: str, order: PastOrder) -> Iterable[dict[str, Any]]:
    for position, (number, quantity) in enumerate(order.products, start=1):
        label, price = PRODUCTS[number - 1]
        yield {
            "id": new_id(),
            "order_id": order_id,
            "position": position,
            "product_number": f"P{number:04}",
            "label": label,
            "quantity": quantity,
            "unit_price": price,
        }


async def mark_logins(session: "AsyncSession", orders: Iterable[PastOrder]) -> None:
    """Customers who ordered themselves had logged in a little earlier."""
    last = {
        order.customer.id: order.at - SIGNED_IN_BEFORE
        for order in orders
        if order.imitation_id is None
    }
    logged_in = update(Customer).where(col(Customer.id) == bindparam("customer"))
    connection = await session.connection()
    await connection.execute(
        logged_in.values(last_login_at=bindparam("at")),
        [{"customer": id_, "at": at} for id_, at in last.items()],
    )
