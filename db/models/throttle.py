"""Recent attempts: one row for each account and each address."""

from datetime import datetime

from sqlmodel import Field, LargeBinary, SQLModel


class Throttle(SQLModel, table=True):
    """The attempts of one account or address; `key` is an HMAC of it."""

    __tablename__ = "throttles"

    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    started_at: datetime = Field(index=True)  # of the window
    attempts: int  # within the window, refused ones included
    locks: int = 0  # one after another
    locked_until: datetime | None = None
