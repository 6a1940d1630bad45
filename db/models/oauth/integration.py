"""Integrations, which are machines with keys of their own, with their roles and sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.models.columns import HexId, digest, primary_id, reference, text


class Integration(SQLModel, table=True):
    """A machine that calls the API in its own name."""

    __tablename__ = "integrations"

    id: str = primary_id()
    label: str = text(100)
    client_id: str = text(32, unique=True)
    active: bool = True
    created_at: datetime
    last_used_at: datetime | None = None  # noted at most once a minute
    expires_at: datetime | None = None  # null: no end
    made_by: str | None = Field(default=None, sa_type=HexId)  # as `User.made_by`
    secret_made_by: str | None = Field(default=None, sa_type=HexId)


class IntegrationRole(SQLModel, table=True):
    """One role of an integration."""

    __tablename__ = "integration_roles"

    integration_id: str = Field(
        primary_key=True, foreign_key="integrations.id", ondelete="CASCADE", sa_type=HexId
    )
    role_id: str = Field(
        primary_key=True, foreign_key="roles.id", ondelete="CASCADE", index=True, sa_type=HexId
    )


class IntegrationSecret(SQLModel, table=True):
    """A secret of an integration: the newest one, and for a while the one before it."""

    __tablename__ = "integration_secrets"

    id: str = primary_id()
    integration_id: str = reference("integrations.id", ondelete="CASCADE")
    secret_hash: bytes = digest()
    created_at: datetime
    expires_at: datetime | None = Field(default=None, index=True)  # null: the newest


class IntegrationSession(SQLModel, table=True):
    """A bearer token of an integration. It ends with the secret for which it was given."""

    __tablename__ = "integration_sessions"

    token_hash: bytes = Field(primary_key=True)
    secret_id: str = reference("integration_secrets.id", ondelete="CASCADE")
    expires_at: datetime = Field(index=True)
