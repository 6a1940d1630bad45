"""Link each sign-in of a user to the one in whose place it came.

Revision ID: 0043
Revises: 0042

The previous release can serve meanwhile and afterwards: a sign-in there renews none, so that an
upgrade of an imitation which began before asks for another one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the id of the first sign-in of a row."""
    op.add_column("user_sessions", sa.Column("first_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("user_sessions", "first_id")
