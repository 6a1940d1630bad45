"""Remember the ids of deleted customers, so that an import gives nobody their orders.

Revision ID: 0009
Revises: 0008

The ids of customers who were deleted before are taken from orders and imitations. The previous
release can serve meanwhile and afterwards; whom it deletes is not remembered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and fill it."""
    op.create_table(
        "deleted_customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_customers")),
    )
    op.execute(
        "INSERT INTO deleted_customers (id) SELECT customer_id FROM "
        "(SELECT customer_id FROM orders UNION SELECT customer_id FROM imitations) AS known "
        "WHERE customer_id NOT IN (SELECT id FROM customers)"
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("deleted_customers")
