"""The second factors of users."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from db.models.columns import HexId


class TotpSecret(SQLModel, table=True):
    """The secret of a user's authenticator app, and the one that is to take its place.

    Both are sealed: see auth/sealed_secrets.py.
    """

    __tablename__ = "totp_secrets"

    user_id: str = Field(
        primary_key=True, foreign_key="users.id", ondelete="CASCADE", sa_type=HexId
    )
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # null: none is confirmed
    confirmed_at: datetime | None = None
    last_step: int = Field(default=0, sa_type=BigInteger)  # of the last code that was used
    pending: bytes | None = Field(default=None, sa_type=LargeBinary)
    pending_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A recovery code that was not used."""

    __tablename__ = "recovery_codes"

    user_id: str = Field(
        primary_key=True, foreign_key="users.id", ondelete="CASCADE", sa_type=HexId
    )
    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
