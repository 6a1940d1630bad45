"""Let servers of earlier releases know whether they can serve with the schema.

Revision ID: 0034
Revises: 0033

From here on a revision only adds. One that takes something away names in `oldest_beside` the
oldest revision of a server that can bear it, and what it names stands in this column.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to Alembic's own table, which has one row."""
    op.add_column(
        "alembic_version",
        sa.Column("oldest_beside", sa.String(length=32), server_default="0033", nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("alembic_version", "oldest_beside")
