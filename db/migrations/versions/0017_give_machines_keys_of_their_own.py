"""Give machines keys of their own.

Revision ID: 0017
Revises: 0016

The previous release can serve meanwhile and afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of integrations."""
    op.create_table(
        "integrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrations")),
        sa.UniqueConstraint("client_id", name=op.f("uq_integrations_client_id")),
    )
    op.create_table(
        "integration_roles",
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        _goes_with("integration_roles", "integration_id", "integrations"),
        _goes_with("integration_roles", "role_id", "roles"),
        sa.PrimaryKeyConstraint("integration_id", "role_id", name=op.f("pk_integration_roles")),
    )
    op.create_index("ix_integration_roles_role_id", "integration_roles", ["role_id"])
    _create_secrets()


def _create_secrets() -> None:
    op.create_table(
        "integration_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        _goes_with("integration_secrets", "integration_id", "integrations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration_secrets")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_integration_secrets_secret_hash")),
    )
    for column in ("integration_id", "expires_at"):
        op.create_index(f"ix_integration_secrets_{column}", "integration_secrets", [column])
    op.create_table(
        "integration_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("secret_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _goes_with("integration_sessions", "secret_id", "integration_secrets"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_integration_sessions")),
    )
    for column in ("secret_id", "expires_at"):
        op.create_index(f"ix_integration_sessions_{column}", "integration_sessions", [column])


def _goes_with(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A reference; the row goes with the one that it refers to."""
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    """Drop the tables."""
    for table in ("sessions", "secrets", "roles"):
        op.drop_table(f"integration_{table}")
    op.drop_table("integrations")
