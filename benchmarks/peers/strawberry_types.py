"""The context as Strawberry types with plain attributes, made from the statement's row."""

from datetime import datetime

import strawberry

from benchmarks.peers.answers import IDLE_TIMEOUT
from benchmarks.peers.statement import Line as Told
from benchmarks.peers.statement import Row, lines


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


def context(row: Row, token: str) -> Context:
    """A session in which a user imitates a customer."""
    expires_at = row.imitation_expires_at
    return Context(
        token=token,
        currency=row.session_currency,
        language=row.session_language,
        sales_channel=SalesChannel(id=row.channel_id, name=row.channel_name),
        customer=Customer(
            id=row.customer_id,
            customer_number=row.customer_customer_number,
            email=row.customer_email,
            first_name=row.customer_first_name,
            last_name=row.customer_last_name,
            imitation_consent=row.customer_imitation_consent,
        ),
        imitated=True,
        imitating_user_id=row.user_id,
        imitating_user=User(
            id=row.user_id,
            username=row.user_username,
            first_name=row.user_first_name,
            last_name=row.user_last_name,
        ),
        imitation=Imitation(
            id=row.imitation_id,
            access=row.imitation_access,
            full_since=row.imitation_full_since,
            started_at=row.imitation_started_at,
            expires_at=expires_at,
            idle_expires_at=min(row.imitation_last_used_at + IDLE_TIMEOUT, expires_at),
        ),
        cart=_cart(row),
    )


def _cart(row: Row) -> Cart:
    currency = row.session_currency
    items = [_item(line, currency) for line in lines(row)]
    return Cart(
        id=row.session_cart_id,
        total_quantity=sum(item.quantity for item in items),
        total=Money(amount=sum(item.total.amount for item in items), currency=currency),
        line_items=items,
    )


def _item(line: Told, currency: str) -> Line:
    price = Money(amount=line.line_price, currency=currency)
    return Line(
        id=line.line_id,
        label=line.line_name,
        quantity=line.line_quantity,
        unit_price=price,
        total=Money(amount=line.line_price * line.line_quantity, currency=currency),
        product=Product(
            id=line.line_product_id,
            product_number=line.line_product_number,
            name=line.line_name,
            price=price,
        ),
        added_by=None if line.adder_id is None else _adder(line),
    )


def _adder(line: Told) -> User:
    return User(
        id=line.adder_id,
        username=line.adder_username,
        first_name=line.adder_first_name,
        last_name=line.adder_last_name,
    )
