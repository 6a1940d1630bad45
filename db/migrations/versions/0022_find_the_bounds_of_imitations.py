"""Find the events with which an imitation began and ended without reading what is between them.

Revision ID: 0022
Revises: 0021

The previous release can serve meanwhile and afterwards; on PostgreSQL its new events wait while
the index is built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

IS_BOUND = sa.text("action IN ('imitation.redeemed', 'imitation.ended')")


def upgrade() -> None:
    """Create the index, which has two entries for each imitation."""
    op.create_index(
        "ix_audit_events_bounds",
        "audit_events",
        ["imitation_id", "action", "id"],
        sqlite_where=IS_BOUND,
        postgresql_where=IS_BOUND,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_audit_events_bounds", table_name="audit_events")
