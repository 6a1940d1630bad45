"""Index the live imitations, which are few among all that history has left.

Revision ID: 0006
Revises: 0005

The previous release can serve meanwhile and afterwards; on PostgreSQL its changes of imitations
wait while the indexes are built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LIVE = sa.text("started_at IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    """Create the partial indexes."""
    for name, columns in (
        ("ix_imitations_live", ["user_id"]),
        ("ix_imitations_live_list", ["created_at", "id"]),
    ):
        op.create_index(name, "imitations", columns, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_imitations_live_list", table_name="imitations")
    op.drop_index("ix_imitations_live", table_name="imitations")
