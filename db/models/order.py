"""Orders. They outlive customers, users and products, so they copy names and prices."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from db.models.columns import (
    Amount,
    Counter,
    HexId,
    new_id,
    optional_reference,
    reference,
    text,
)


class Order(SQLModel, table=True):
    """An order; `number` counts up, with a gap for each transaction that was rolled back."""

    __tablename__ = "orders"

    number: int | None = Field(
        default=None, sa_column=Column(Counter, primary_key=True, autoincrement=True)
    )
    id: str = Field(default_factory=new_id, unique=True, sa_type=HexId)
    sales_channel_id: str = reference("sales_channels.id", ondelete="RESTRICT")
    customer_id: str = Field(index=True, sa_type=HexId)  # no foreign key: see above
    customer_number: str = text(64)
    # The imitation in which a user ordered; null if the customer ordered.
    imitation_id: str | None = optional_reference("imitations.id", ondelete="SET NULL")
    currency: str = Field(max_length=3)
    language: str = text(5)
    total: int = Field(sa_type=Amount)  # minor units of the currency
    placed_at: datetime


class OrderLine(SQLModel, table=True):
    """A line of an order, with name and price at the time of the order."""

    __tablename__ = "order_lines"

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=HexId)
    order_id: str = reference("orders.id", ondelete="CASCADE")
    position: int
    product_number: str = text(64)
    label: str = text(255)
    quantity: int
    unit_price: int = Field(sa_type=Amount)  # minor units
