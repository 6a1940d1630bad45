"""Let accounts that are bound to different sales channels share an e-mail address.

Revision ID: 0027
Revises: 0026

The previous release can serve meanwhile, and afterwards as long as no two accounts share an
address. Where some do, it logs in only one of them, and an account that it binds or opens to all
channels may meet another one in a channel: let no address be shared while it serves. On PostgreSQL
what reads or changes customers waits while the indexes are built: a lock that grew from one on
changes to one on all could wait in a circle with them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ACCOUNTS = "NOT guest"
UNBOUND = "NOT guest AND bound_sales_channel_id IS NULL"
ALL = "uq_customers_email_of_accounts"
BOUND = "uq_customers_email_of_bound_accounts"
OPEN = "uq_customers_email_of_unbound_accounts"


def upgrade() -> None:
    """Replace the one index by two."""
    op.drop_index(ALL, table_name="customers")
    _create(BOUND, ["email", "bound_sales_channel_id"], where=ACCOUNTS)
    _create(OPEN, ["email"], where=UNBOUND)


def downgrade() -> None:
    """Fails where accounts share an address: only people can say who keeps it."""
    customers = sa.table("customers", sa.column("email"), sa.column("guest", sa.Boolean()))
    shared = sa.select(customers.c.email).where(sa.not_(customers.c.guest))
    shared = shared.group_by(customers.c.email).having(sa.func.count() > 1)
    number = len(op.get_bind().execute(shared).all())
    if number:
        message = f"{number} e-mail addresses belong to several accounts: give each its own first."
        raise RuntimeError(message)
    op.drop_index(OPEN, table_name="customers")
    op.drop_index(BOUND, table_name="customers")
    _create(ALL, ["email"], where=ACCOUNTS)


def _create(name: str, columns: list[str], *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        "customers",
        columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
