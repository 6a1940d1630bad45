"""Add webhooks and the deliveries of events to them.

Revision ID: 0018
Revises: 0017

The previous release can serve meanwhile: what it seals is not delivered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("state = 'WAITING'")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("number", COUNTER, autoincrement=True, nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("event_id", COUNTER, nullable=True),
        sa.Column("imitation_id", sa.Uuid(), nullable=True),
        sa.Column("requested", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f("fk_webhook_deliveries_webhook_id_webhooks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_webhook_deliveries")),
    )
    _create_indexes()


def _create_indexes() -> None:
    table = "webhook_deliveries"
    op.create_index(op.f("ix_webhook_deliveries_created_at"), table, ["created_at"])
    op.create_index("ix_webhook_deliveries_list", table, ["webhook_id", "number"])
    op.create_index("ix_webhook_deliveries_list_state", table, ["webhook_id", "state", "number"])
    op.create_index("ix_webhook_deliveries_state", table, ["state", "number"])
    for name, columns in (
        ("due", ["webhook_id", "requested", "next_attempt_at"]),
        ("order", ["imitation_id", "webhook_id", "number"]),
    ):
        op.create_index(
            f"ix_webhook_deliveries_{name}",
            table,
            columns,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
