"""List customers by last login, newest first, and find the few guests and inactive ones.

Revision ID: 0028
Revises: 0027

The previous release can serve meanwhile and afterwards; on PostgreSQL changes of customers wait
while the indexes are built. Customers are numbered by an index that they have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_customers_created_at_id": (["created_at", "id"], None),
    "ix_customers_last_login_at_id": (["last_login_at", "id"], "last_login_at IS NOT NULL"),
    "ix_customers_never_logged_in": (["id"], "last_login_at IS NULL"),
    "ix_customers_inactive": (["id"], "NOT active"),
    "ix_customers_guests": (["id"], "guest"),
}


def upgrade() -> None:
    """Create the indexes."""
    for name, (columns, condition) in INDEXES.items():
        only = None if condition is None else sa.text(condition)
        op.create_index(name, "customers", columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Drop them."""
    for name in INDEXES:
        op.drop_index(name, table_name="customers")
