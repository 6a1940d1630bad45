"""The context as Strawberry types with plain attributes, made from the statement's rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import asyncpg
import strawberry

from benchmarks.peers.answers import IDLE_TIMEOUT

Row: TypeAlias = asyncpg.Record


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
    expires_at = first["imitation_expires_at"]
    return Context(
        token=token,
        currency=first["currency"],
        language=first["language"],
        sales_channel=SalesChannel(id=first["channel_id"], name=first["channel_name"]),
        customer=Customer(
            id=first["customer_id"],
            customer_number=first["customer_number"],
            email=first["email"],
            first_name=first["first_name"],
            last_name=first["last_name"],
            imitation_consent=first["imitation_consent"],
        ),
        imitated=True,
        imitating_user_id=first["user_id"],
        imitating_user=_user(first, "user"),
        imitation=Imitation(
            id=first["imitation_id"],
            access=first["access"],
            started_at=first["started_at"],
            expires_at=expires_at,
            idle_expires_at=min(first["last_used_at"] + IDLE_TIMEOUT, expires_at),
        ),
        cart=_cart(rows),
    )


def _cart(rows: Sequence[Row]) -> Cart:
    currency = rows[0]["currency"]
    lines = [_line(row, currency) for row in rows if row["line_id"] is not None]
    return Cart(
        id=rows[0]["cart_id"],
        total_quantity=sum(line.quantity for line in lines),
        total=Money(amount=sum(line.total.amount for line in lines), currency=currency),
        line_items=lines,
    )


def _line(row: Row, currency: str) -> Line:
    price = Money(amount=row["price"], currency=currency)
    return Line(
        id=row["line_id"],
        label=row["product_name"],
        quantity=row["quantity"],
        unit_price=price,
        total=Money(amount=row["price"] * row["quantity"], currency=currency),
        product=Product(
            id=row["product_id"],
            product_number=row["product_number"],
            name=row["product_name"],
            price=price,
        ),
        added_by=None if row["adder_id"] is None else _user(row, "adder"),
    )


def _user(row: Row, prefix: str) -> User:
    return User(
        id=row[f"{prefix}_id"],
        username=row[f"{prefix}_username"],
        first_name=row[f"{prefix}_first_name"],
        last_name=row[f"{prefix}_last_name"],
    )
