"""Name the accounts at providers in records of imitations and requests, and mark new browsers.

Revision ID: 0041
Revises: 0040

The previous release can serve meanwhile and afterwards: it writes none of these values, and its
sign-ins are not told on the overview.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ACCOUNTS = (
    ("imitations", ("user_issuer", "user_subject")),
    ("imitation_requests", ("user_issuer", "user_subject", "decider_issuer", "decider_subject")),
)


def upgrade() -> None:
    """Add the columns."""
    for table, names in ACCOUNTS:
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(length=255), nullable=True))
    op.add_column("user_sessions", sa.Column("new_browser", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("user_sessions", "new_browser")
    for table, names in reversed(ACCOUNTS):
        for name in reversed(names):
            op.drop_column(table, name)
