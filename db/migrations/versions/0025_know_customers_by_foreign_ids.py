"""Know customers by the ids that other systems give them.

Revision ID: 0025
Revises: 0024

The previous release can serve meanwhile and afterwards: customers that it adds have none. On
PostgreSQL changes of customers wait while the index is built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, which is unique where it is not null."""
    op.add_column("customers", sa.Column("external_id", sa.String(length=255), nullable=True))
    op.create_index("uq_customers_external_id", "customers", ["external_id"], unique=True)


def downgrade() -> None:
    """Drop the column."""
    op.drop_index("uq_customers_external_id", table_name="customers")
    op.drop_column("customers", "external_id")
