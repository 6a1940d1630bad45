"""Keep whom the event is about that sums up the refusals of a closed window.

Revision ID: 0011
Revises: 0010

The previous release can serve meanwhile and afterwards: it neither reads nor writes the column.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DUE = sa.text("about IS NOT NULL")


def upgrade() -> None:
    """Add the column and its partial index."""
    op.add_column("throttles", sa.Column("about", sa.Text(), nullable=True))
    op.create_index(
        "ix_throttles_due", "throttles", ["locked_until"], sqlite_where=DUE, postgresql_where=DUE
    )


def downgrade() -> None:
    """Drop them; what is due is not written."""
    op.drop_index("ix_throttles_due", table_name="throttles")
    op.drop_column("throttles", "about")
