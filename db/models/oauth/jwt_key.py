"""The keys that sign the JWTs for other services."""

from datetime import datetime

from sqlmodel import Field, LargeBinary, SQLModel

from db.models.columns import text


class JwtKey(SQLModel, table=True):
    """A private key, sealed under a key of SECRET. Its public half is made of it."""

    __tablename__ = "jwt_keys"

    id: str = text(43, primary_key=True)  # the thumbprint, RFC 7638
    sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime
    signs_from: datetime
    verifies_until: datetime | None = None  # null: no end yet
