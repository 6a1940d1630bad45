"""Carts and their lines."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, optional_reference, primary_id, reference


class Cart(SQLModel, table=True):
    """The cart of a customer in a sales channel, or the cart of a guest's session."""

    __tablename__ = "carts"
    __table_args__ = (
        CheckConstraint("(customer_id IS NULL) <> (context_id IS NULL)", name="one_owner"),
        Index(
            "uq_carts_customer_id_sales_channel_id",
            "customer_id",
            "sales_channel_id",
            unique=True,
            sqlite_where=sql("customer_id IS NOT NULL"),
            postgresql_where=sql("customer_id IS NOT NULL"),
        ),
    )

    id: str = primary_id()
    sales_channel_id: str = reference("sales_channels.id", ondelete="CASCADE", index=False)
    customer_id: str | None = optional_reference("customers.id", ondelete="CASCADE", index=False)
    context_id: str | None = Field(
        default=None,
        foreign_key="contexts.id",
        ondelete="CASCADE",
        unique=True,
        nullable=True,
        sa_type=HexId,
    )


class CartLine(SQLModel, table=True):
    """A product in a cart. The price is that of the product when the cart is read."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "product_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: str = primary_id()
    cart_id: str = reference("carts.id", ondelete="CASCADE", index=False)
    product_id: str = reference("products.id", ondelete="CASCADE")
    quantity: int
    # The imitation in which the line was added; null if the customer added it.
    imitation_id: str | None = optional_reference("imitations.id", ondelete="SET NULL")
    created_at: datetime
