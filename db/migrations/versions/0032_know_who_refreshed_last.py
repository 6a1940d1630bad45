"""Know which client has refreshed a sign-in last, and with which token.

Revision ID: 0032
Revises: 0031

The previous release can serve meanwhile and afterwards: there, as after its turns, a refresh token
that comes twice ends the sign-in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("user_sessions", sa.Column("refresh_used_hash", sa.LargeBinary(), nullable=True))
    op.add_column(
        "user_sessions", sa.Column("refresh_turned_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("user_sessions", sa.Column("refresh_client", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for column in ("refresh_client", "refresh_turned_at", "refresh_used_hash"):
        op.drop_column("user_sessions", column)
