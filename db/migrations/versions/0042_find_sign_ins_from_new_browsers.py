"""Find the sign-ins from new browsers without reading a week of others.

Revision ID: 0042
Revises: 0041

The previous release can serve meanwhile and afterwards.
"""

import sqlalchemy as sa
from alembic import op

from db.concurrently import create_index

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

NAME = "ix_user_sessions_new_browser"
TABLE = "user_sessions"


def upgrade() -> None:
    """Create the index."""
    create_index(NAME, TABLE, ["user_id", "created_at"], where=sa.text("new_browser IS NOT NULL"))


def downgrade() -> None:
    """Drop it."""
    op.drop_index(NAME, table_name=TABLE)
