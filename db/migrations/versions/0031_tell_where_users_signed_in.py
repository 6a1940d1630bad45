"""Tell where users signed in: the address and the browser of each sign-in.

Revision ID: 0031
Revises: 0030

The previous release can serve meanwhile and afterwards: sign-ins that it adds have neither. On
PostgreSQL sign-ins wait while the index is built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INDEX = "ix_user_sessions_not_ended"
NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Add the columns, and an index of the sign-ins that a user may end."""
    for column in (
        sa.Column("remote_address", sa.String(length=45), nullable=True),
        sa.Column("user_agent", sa.String(length=255), nullable=True),
    ):
        op.add_column("user_sessions", column)
    op.create_index(
        INDEX,
        "user_sessions",
        ["user_id", "expires_at"],
        sqlite_where=NOT_ENDED,
        postgresql_where=NOT_ENDED,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index(INDEX, table_name="user_sessions")
    for column in ("user_agent", "remote_address"):
        op.drop_column("user_sessions", column)
