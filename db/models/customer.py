"""Customers and guests of the shop."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, optional_reference, primary_id, text
from db.search import fold, search_text

_UNBOUND = "NOT guest AND bound_sales_channel_id IS NULL"
SEARCHED = 600  # characters: at 4 bytes each they fit into a row of PostgreSQL's index


def _only(condition: str) -> dict[str, Any]:
    """The options of an index on the rows for which the condition holds."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}


class Customer(SQLModel, table=True):
    """An account of the shop, or a guest who ordered without one."""

    __tablename__ = "customers"
    __table_args__ = (
        # Guests may share an address with all, accounts with those bound to other channels. That an
        # unbound account shares with none is checked under locks: no index can say it.
        Index(
            "uq_customers_email_of_bound_accounts",
            "email",
            "bound_sales_channel_id",
            unique=True,
            **_only("NOT guest"),
        ),
        Index(
            "uq_customers_email_of_unbound_accounts",
            "email",
            unique=True,
            sqlite_where=sql(_UNBOUND),
            postgresql_where=sql(_UNBOUND),
        ),
        Index("uq_customers_external_id", "external_id", unique=True),
        Index("ix_customers_search_text_id", "search_text", "id"),
        Index("ix_customers_created_at_id", "created_at", "id"),
        Index(
            "ix_customers_last_login_at_id",
            "last_login_at",
            "id",
            **_only("last_login_at IS NOT NULL"),
        ),
        Index("ix_customers_never_logged_in", "id", **_only("last_login_at IS NULL")),
        Index("ix_customers_inactive", "id", **_only("NOT active")),
        Index("ix_customers_guests", "id", **_only("guest")),
    )

    id: str = primary_id()
    customer_number: str = text(64, unique=True)
    email: str = text(254)  # the key: see auth/texts/email_addresses.py
    email_typed: str | None = text(254, default=None)  # null: as the key
    first_name: str = text(100)
    last_name: str = text(100)
    company: str | None = text(255, default=None)
    active: bool = True
    guest: bool = False
    bound_sales_channel_id: str | None = optional_reference(
        "sales_channels.id", ondelete="RESTRICT"
    )
    imitation_consent: bool = False
    imitation_consent_changed_at: datetime | None = None  # null: the customer was never asked
    password_hash: str | None = text(255, default=None)  # null: no login by password
    created_at: datetime
    last_login_at: datetime | None = None
    search_text: str = search_text(1000)  # kept up to date by describe()
    external_id: str | None = text(255, default=None)  # the customer's id in another system
    # Whether imitations with full access need another user's approval.
    needs_approval: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    approval_cleared_at: datetime | None = None  # when this became false
    approval_cleared_by: str | None = Field(default=None, sa_type=HexId)  # null: a machine

    @property
    def shown_email(self) -> str:
        """The address as people read it."""
        return self.email_typed or self.email

    @property
    def imitation_consent_withdrawn_at(self) -> datetime | None:
        """When the consent was withdrawn; None unless it is."""
        return None if self.imitation_consent else self.imitation_consent_changed_at

    def describe(self) -> str:
        """The text by which the customer is searched and sorted."""
        return describe(
            self.last_name, self.first_name, self.customer_number, self.shown_email, self.company
        )


class DeletedCustomer(SQLModel, table=True):
    """The id of a deleted customer, whose orders and imitations still have it."""

    __tablename__ = "deleted_customers"

    id: str = Field(primary_key=True, sa_type=HexId)


def describe(
    last_name: str, first_name: str, customer_number: str, email: str, company: str | None
) -> str:
    """The text by which a customer with these values is searched and sorted."""
    return fold(last_name, first_name, customer_number, email, company)[:SEARCHED]
