"""Recent attempts: one row for each account and each address."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field, LargeBinary, SQLModel

DUE = sql("about IS NOT NULL")


class Throttle(SQLModel, table=True):
    """The attempts of one account or address; `key` is an HMAC of it."""

    __tablename__ = "throttles"
    __table_args__ = (
        Index("ix_throttles_due", "locked_until", sqlite_where=DUE, postgresql_where=DUE),
    )

    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    started_at: datetime = Field(index=True)  # of the window
    attempts: int  # within the window, refused ones included
    locks: int = 0  # one after another
    locked_until: datetime | None = None
    # JSON: whom the event is about that is due when the lock is over; null where none is due
    about: str | None = Field(default=None, sa_type=Text)
