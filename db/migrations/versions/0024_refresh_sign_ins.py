"""Give sign-ins refresh tokens, and an end of their access token.

Revision ID: 0024
Revises: 0023

The previous release can serve meanwhile and afterwards; there an access token lives as long as its
sign-in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEX = "ix_user_sessions_refresh_family_hash"


def upgrade() -> None:
    """Add the columns."""
    for column in (
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_family_hash", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_turn_hash", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("user_sessions", column)
    op.create_index(INDEX, "user_sessions", ["refresh_family_hash"], unique=True)


def downgrade() -> None:
    """Drop them: these sign-ins end."""
    op.execute("DELETE FROM user_sessions WHERE refresh_family_hash IS NOT NULL")
    op.drop_index(INDEX, table_name="user_sessions")
    for column in ("refresh_turn_hash", "refresh_family_hash", "token_expires_at"):
        op.drop_column("user_sessions", column)
