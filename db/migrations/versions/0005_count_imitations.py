"""Count what became of imitations from indexes: the metrics ask every few seconds."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_action"), ["action"], unique=False)
    with op.batch_alter_table("imitations", schema=None) as batch_op:
        batch_op.create_index("ix_imitations_tally", ["end_reason", "started_at"], unique=False)


def downgrade() -> None:
    """Drop the indexes."""
    with op.batch_alter_table("imitations", schema=None) as batch_op:
        batch_op.drop_index("ix_imitations_tally")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_action"))
