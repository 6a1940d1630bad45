"""Sign users in at providers of OpenID Connect.

Revision ID: 0040
Revises: 0039

The previous release can serve meanwhile and afterwards: it signs in by passwords alone, and the
sign-ins that it does not know end there as others do. On PostgreSQL users wait while their index is
built, which takes as long as reading them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ID = sa.Uuid()
MOMENT = sa.DateTime(timezone=True)
TABLES = ("oidc_logouts", "oidc_sessions", "oidc_attempts")


def upgrade() -> None:
    """Add identities to users, the time of a provider's check to sign-ins, and three tables."""
    for name in ("issuer", "subject"):
        op.add_column("users", sa.Column(name, sa.String(length=255), nullable=True))
    op.create_index("uq_users_identity", "users", ["issuer", "subject"], unique=True)
    op.add_column("user_sessions", sa.Column("authenticated_at", MOMENT, nullable=True))
    op.create_table(
        "oidc_attempts",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("return_to", sa.String(length=500), nullable=False),
        sa.Column("renews", sa.Boolean(), nullable=False),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _reference("oidc_attempts", "session_id", "user_sessions"),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_oidc_attempts")),
    )
    op.create_table(
        "oidc_sessions",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("sid", sa.String(length=255), nullable=True),
        sa.Column("sealed_refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("check_at", MOMENT, nullable=True),
        _reference("oidc_sessions", "session_id", "user_sessions"),
        _reference("oidc_sessions", "user_id", "users"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_oidc_sessions")),
    )
    op.create_table(
        "oidc_logouts",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_oidc_logouts")),
    )
    for table, column in (
        ("oidc_attempts", "session_id"),
        ("oidc_attempts", "expires_at"),
        ("oidc_sessions", "user_id"),
        ("oidc_sessions", "sid"),
        ("oidc_sessions", "check_at"),
        ("oidc_logouts", "expires_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="CASCADE"
    )


def downgrade() -> None:
    """Drop them: users who came from providers cannot sign in any more."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("user_sessions", "authenticated_at")
    op.drop_index("uq_users_identity", table_name="users")
    for name in ("subject", "issuer"):
        op.drop_column("users", name)
