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

COLUMNS = {
    "full_since": sa.DateTime(timezone=True),
    "full_reason": sa.String(length=500),
    "full_reason_category": sa.String(length=64),
}


def upgrade() -> None:
    """Add the columns."""
    for name, kind in COLUMNS.items():
        op.add_column("imitations", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(COLUMNS):
        op.drop_column("imitations", name)
