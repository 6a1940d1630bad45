"""Ask for a second factor: authenticator apps and recovery codes.

Revision ID: 0038
Revises: 0037

The previous release can serve meanwhile and afterwards: it signs users in without a factor, so let
nobody add one before its last process has stopped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, and note with which factor a user signed in."""
    op.add_column("user_sessions", sa.Column("factor", sa.String(length=16), nullable=True))
    op.create_table(
        "totp_secrets",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.Column("pending_at", MOMENT, nullable=True),
        _of_user("totp_secrets"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_secrets")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        _of_user("recovery_codes"),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users"), ondelete="CASCADE"
    )


def downgrade() -> None:
    """Drop them: a password alone signs users in again."""
    op.drop_table("recovery_codes")
    op.drop_table("totp_secrets")
    op.drop_column("user_sessions", "factor")
