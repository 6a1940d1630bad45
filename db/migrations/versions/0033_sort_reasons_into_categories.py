"""Sort the reasons of imitations into categories.

Revision ID: 0033
Revises: 0032

The previous release can serve meanwhile and afterwards: its imitations have no category. The index
holds only those that have one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

HAS_CATEGORY = sa.text("reason_category IS NOT NULL")


def upgrade() -> None:
    """Add the column with the index by which the list filters."""
    op.add_column("imitations", sa.Column("reason_category", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_imitations_list_category",
        "imitations",
        ["reason_category", "created_at", "id"],
        sqlite_where=HAS_CATEGORY,
        postgresql_where=HAS_CATEGORY,
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_imitations_list_category", table_name="imitations")
    op.drop_column("imitations", "reason_category")
