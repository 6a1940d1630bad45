"""Tell since when and why an imitation that began read-only has full access.

Revision ID: 0036
Revises: 0035

The previous release can serve meanwhile and afterwards: it changes no access.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for column in (
        sa.Column("full_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_reason", sa.String(length=500), nullable=True),
        sa.Column("full_reason_category", sa.String(length=64), nullable=True),
    ):
        op.add_column("imitations", column)


def downgrade() -> None:
    """Drop them."""
    for name in ("full_reason_category", "full_reason", "full_since"):
        op.drop_column("imitations", name)
