"""The context as Strawberry types with plain attributes, made from the statement's rows."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from benchmarks.peers.answers import IDLE_TIMEOUT
from benchmarks.peers.statement import Row


@strawberry.type
class Money:
    amount: int
    currency: str


@strawberry.type
class User:
    id: strawberry.ID
    username: str
    first_name: str
    last_name: str


@strawberry.type
class Product:
    id: strawberry.ID
    product_number: str
    name: str
    price: Money


@strawberry.type
class Line:
    id: strawberry.ID
    label: str
    quantity: int
    unit_price: Money
    total: Money
    product: Product
    added_by: User | None


@strawberry.type
class Cart:
    id: strawberry.ID | None
    total_quantity: int
    total: Money
    line_items: list[Line]


@strawberry.type
class SalesChannel:
    id: strawberry.ID
    name: str


@strawberry.type
class Customer:
    id: strawberry.ID
    customer_number: str
    email: str
    first_name: str
    last_name: str
    imitation_consent: bool


@strawberry.type
class Imitation:
    id: strawberry.ID
    access: str
    full_since: datetime | None
    started_at: datetime
    expires_at: datetime
    idle_expires_at: datetime


@strawberry.type
class Context:
    token: str
    currency: str
    language: str
    sales_channel: SalesChannel
    customer: Customer | None
    imitated: bool
    imitating_user_id: strawberry.ID | None
    imitating_user: User | None
    imitation: Imitation | None
    cart: Cart


def context(rows: Sequence[Row], token: str) -> Context:
    """A session in which a user imitates a customer."""
    first = rows[0]
    expires_at = first.imitation_expires_at
    return Context(
        token=token,
        currency=first.session_currency,
        language=first.session_language,
        sales_channel=SalesChannel(id=first.channel_id, name=first.channel_name),
        customer=Customer(
            id=first.customer_id,
            customer_number=first.customer_customer_number,
            email=first.customer_email,
            first_name=first.customer_first_name,
            last_name=first.customer_last_name,
            imitation_consent=first.customer_imitation_consent,
        ),
        imitated=True,
        imitating_user_id=first.user_id,
        imitating_user=User(
            id=first.user_id,
            username=first.user_username,
            first_name=first.user_first_name,
            last_name=first.user_last_name,
        ),
        imitation=Imitation(
            id=first.imitation_id,
            access=first.imitation_access,
            full_since=first.imitation_full_since,
            started_at=first.imitation_started_at,
            expires_at=expires_at,
            idle_expires_at=min(first.imitation_last_used_at + IDLE_TIMEOUT, expires_at),
        ),
        cart=_cart(rows),
    )


def _cart(rows: Sequence[Row]) -> Cart:
    currency = rows[0].session_currency
    lines = [_line(row, currency) for row in rows if row.line_id is not None]
    return Cart(
        id=rows[0].session_cart_id,
        total_quantity=sum(line.quantity for line in lines),
        total=Money(amount=sum(line.total.amount for line in lines), currency=currency),
        line_items=lines,
    )


def _line(row: Row, currency: str) -> Line:
    price = Money(amount=row.line_price, currency=currency)
    return Line(
        id=row.line_id,
        label=row.line_name,
        quantity=row.line_quantity,
        unit_price=price,
        total=Money(amount=row.line_price * row.line_quantity, currency=currency),
        product=Product(
            id=row.line_product_id,
            product_number=row.line_product_number,
            name=row.line_name,
            price=price,
        ),
        added_by=None if row.adder_id is None else _adder(row),
    )


def _adder(row: Row) -> User:
    return User(
        id=row.adder_id,
        username=row.adder_username,
        first_name=row.adder_first_name,
        last_name=row.adder_last_name,
    )
