"""Who tries how often: a row for each account and each address that tried lately."""

from datetime import datetime

from sqlmodel import Field, LargeBinary, SQLModel


class Throttle(SQLModel, table=True):
    """The attempts of one subject; `key` is an HMAC of who it is."""

    __tablename__ = "throttles"

    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    started_at: datetime = Field(index=True)  # of the window
    attempts: int  # within the window, refused ones included
    locks: int = 0  # in a row
    locked_until: datetime | None = None
