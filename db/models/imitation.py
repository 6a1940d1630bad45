"""Imitations, which are tokens, then sessions, then records; their counts, and support codes."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, digest, optional_reference, primary_id, reference, text

# Few rows among all that history has left: those that wait, the live ones, and how many a user has.
# No index holds what a redemption changes, so that PostgreSQL writes its row alone (HOT).
NOT_OVER: Final = sql("ended_at IS NULL")
OVER: Final = sql("end_reason IS NOT NULL")

QUARTER: Final = 900  # seconds; days begin at one in every time zone
A_DAY: Final = 96  # quarters of an hour
THIRTY_DAYS: Final = 30 * A_DAY  # likewise
HAS_CATEGORY: Final = sql("reason_category IS NOT NULL")


def _of_not_over(name: str, *columns: str) -> Index:
    name = f"ix_imitations_not_over_{name}"
    return Index(name, *columns, sqlite_where=NOT_OVER, postgresql_where=NOT_OVER)


class Imitation(SQLModel, table=True):
    """One imitation, from its token to its end.

    Pending until `started_at`, over from `ended_at`. It copies who the user and the customer were:
    the record outlives both, so there is no foreign key to either.
    """

    __tablename__ = "imitations"
    __table_args__ = (
        Index("ix_imitations_list", "created_at", "id"),
        # One for each filter of the list, in the order of the list.
        Index("ix_imitations_list_user", "user_id", "created_at", "id"),
        Index("ix_imitations_list_customer", "customer_id", "created_at", "id"),
        Index("ix_imitations_list_channel", "sales_channel_id", "created_at", "id"),
        Index("ix_imitations_list_access", "access", "created_at", "id"),
        Index("ix_imitations_list_end", "end_reason", "created_at", "id"),
        Index(
            "ix_imitations_list_category",
            "reason_category",
            "created_at",
            "id",
            sqlite_where=HAS_CATEGORY,
            postgresql_where=HAS_CATEGORY,
        ),
        Index("ix_imitations_over", "end_reason", sqlite_where=OVER, postgresql_where=OVER),
        _of_not_over("user", "user_id"),
        _of_not_over("customer", "customer_id"),
        _of_not_over("list", "created_at", "id"),
    )

    id: str = primary_id()
    token_hash: bytes = digest()
    user_id: str = Field(sa_type=HexId)
    user_username: str = text(100)
    user_first_name: str = text(100)
    user_last_name: str = text(100)
    # As on `User`, both empty once they were erased.
    user_issuer: str | None = text(255, default=None)
    user_subject: str | None = text(255, default=None)
    user_session_id: str = Field(sa_type=HexId)
    customer_id: str = Field(sa_type=HexId)
    customer_number: str = text(64)
    customer_email: str = text(254)
    customer_first_name: str = text(100)
    customer_last_name: str = text(100)
    customer_created_at: datetime
    sales_channel_id: str = reference("sales_channels.id", ondelete="RESTRICT", index=False)
    reason: str | None = text(500, default=None)
    reason_category: str | None = text(64, default=None)
    access: str = text(16)
    created_at: datetime
    token_expires_at: datetime
    started_at: datetime | None = None
    last_used_at: datetime | None = None  # updated at most once a minute
    expires_at: datetime | None = None  # absolute, null while pending
    ended_at: datetime | None = None
    end_reason: str | None = text(32, default=None)
    # When READ_ONLY access became FULL, and why; null where it never did.
    full_since: datetime | None = None
    full_reason: str | None = text(500, default=None)
    full_reason_category: str | None = text(64, default=None)
    # When names and the reason were erased; an erased name is empty, erased reasons null.
    erased_at: datetime | None = None


class SupportCode(SQLModel, table=True):
    """The support code of a customer, and the user who asked for one last; both may be over."""

    __tablename__ = "support_codes"

    customer_id: str = Field(
        primary_key=True, foreign_key="customers.id", ondelete="CASCADE", sa_type=HexId
    )
    # An HMAC, with the sales channel in it; null: there is none.
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    expires_at: datetime | None = None
    wrong: int = Field(default=0, sa_type=SmallInteger)  # guesses since it was made
    asked_by: str | None = optional_reference("users.id", ondelete="SET NULL")
    asked_at: datetime | None = None


class ImitationCount(SQLModel, table=True):
    """How often something happened in a quarter of an hour, a day of UTC, and thirty of them."""

    __tablename__ = "imitation_counts"

    span: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(String(16), primary_key=True))
    # The first quarter of the span, counted from 1970.
    quarter: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    key: str = Field(sa_column=Column(String(64), primary_key=True))
    number: int = Field(sa_type=Integer)


class ImitationCounting(SQLModel, table=True):
    """The one row about how far the audit log is counted."""

    __tablename__ = "imitation_counting"

    id: int = Field(default=1, primary_key=True)
    position: int = Field(sa_type=BigInteger)  # of the last leaf that is counted; -1: of none
