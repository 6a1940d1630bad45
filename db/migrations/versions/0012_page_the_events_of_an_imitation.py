"""Page the events of an imitation, and find its mutations without reading all of them.

Revision ID: 0012
Revises: 0011

The previous release can serve meanwhile and afterwards; on PostgreSQL its new events wait while
the indexes are built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MEMBER = {
    "postgresql": "((detail::jsonb ->> 'operation'::text))",
    "sqlite": "json_extract(detail, '$.operation')",
}
IS_OPERATION = sa.text("action = 'imitation.operation'")


def upgrade() -> None:
    """Create both, the first in the place of the one without the id."""
    member = sa.text(MEMBER[op.get_bind().dialect.name])
    op.create_index("ix_audit_events_imitation", "audit_events", ["imitation_id", "id"])
    op.create_index(
        "ix_audit_events_operations",
        "audit_events",
        ["imitation_id", member, "id"],
        sqlite_where=IS_OPERATION,
        postgresql_where=IS_OPERATION,
    )
    op.drop_index("ix_audit_events_imitation_id", table_name="audit_events")


def downgrade() -> None:
    """Drop them, and create the one that was there."""
    op.create_index("ix_audit_events_imitation_id", "audit_events", ["imitation_id"])
    op.drop_index("ix_audit_events_operations", table_name="audit_events")
    op.drop_index("ix_audit_events_imitation", table_name="audit_events")
