"""The second factors of users."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, optional_reference, primary_id, reference, text


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


class Passkey(SQLModel, table=True):
    """A passkey of a user: what a device signs with is known to the device alone."""

    __tablename__ = "passkeys"

    id: str = primary_id()
    user_id: str = reference("users.id", ondelete="CASCADE")
    credential_id: bytes = Field(sa_type=LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(sa_type=BigInteger)  # 0: the device does not count
    name: str = text(100)
    created_at: datetime
    last_used_at: datetime | None = None


class PasskeyChallenge(SQLModel, table=True):
    """A challenge that a device was given and that was not used."""

    __tablename__ = "passkey_challenges"

    challenge_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    purpose: str = text(16)
    user_id: str | None = optional_reference("users.id", ondelete="CASCADE")  # null: of a sign-in
    expires_at: datetime = Field(index=True)
