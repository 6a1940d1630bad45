"""Widen prices and totals to 64 bits: rupiah and dong do not fit into 32.

Revision ID: 0008
Revises: 0007

The previous release can serve afterwards. PostgreSQL writes the three tables anew, and requests
that need one of them wait meanwhile; a connection that ordered before fails its next order once,
and nothing of that order is stored. SQLite's integers have 64 bits, so nothing changes there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = (("products", "price"), ("orders", "total"), ("order_lines", "unit_price"))


def upgrade() -> None:
    """Widen the columns."""
    _change(sa.Integer(), sa.BigInteger())


def downgrade() -> None:
    """Narrow them; PostgreSQL refuses if a value does not fit."""
    _change(sa.BigInteger(), sa.Integer())


def _change(before: sa.Integer, after: sa.Integer) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column in COLUMNS:
        op.alter_column(table, column, existing_type=before, type_=after, existing_nullable=False)
