"""Index what the list of imitations is filtered by, each in the order of the list.

Revision ID: 0026
Revises: 0025

The previous release can serve meanwhile and afterwards; on PostgreSQL its new imitations wait while
the indexes are built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PENDING = sa.text("started_at IS NULL AND ended_at IS NULL")
FILTERS = {
    "user": "user_id",
    "customer": "customer_id",
    "channel": "sales_channel_id",
    "access": "access",
    "end": "end_reason",
}


def upgrade() -> None:
    """Create the indexes; that of channels replaces one without an order."""
    for name, column in FILTERS.items():
        op.create_index(f"ix_imitations_list_{name}", "imitations", [column, "created_at", "id"])
    op.create_index(
        "ix_imitations_list_pending",
        "imitations",
        ["created_at", "id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.drop_index("ix_imitations_sales_channel_id", table_name="imitations")


def downgrade() -> None:
    """Drop them."""
    op.create_index("ix_imitations_sales_channel_id", "imitations", ["sales_channel_id"])
    for name in (*FILTERS, "pending"):
        op.drop_index(f"ix_imitations_list_{name}", table_name="imitations")
