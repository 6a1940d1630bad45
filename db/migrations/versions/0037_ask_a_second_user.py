"""Ask a second user before an imitation, and know who made, set and gave what that user has.

Revision ID: 0037
Revises: 0036

The previous release can serve meanwhile and afterwards: it asks nobody, and what it makes has no
maker. Users whom the audit log says another user made get their maker; nobody knows who set their
passwords and gave their roles. On PostgreSQL nothing waits for long: the columns have constant
defaults, and only users are rewritten.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'OPEN'")
ID = sa.Uuid()
MOMENT = sa.DateTime(timezone=True)
COLUMNS: dict[str, list[tuple[str, sa.types.TypeEngine[Any]]]] = {
    "users": [
        ("made_by", ID),
        ("password_set_by", ID),
        ("admin_given_by", ID),
        ("approval_cleared_at", MOMENT),
        ("approval_cleared_by", ID),
    ],
    "integrations": [("made_by", ID), ("secret_made_by", ID)],
    "role_privileges": [("given_by", ID)],
    "user_roles": [("given_by", ID)],
    "customers": [("approval_cleared_at", MOMENT), ("approval_cleared_by", ID)],
}
NEEDING = ("roles", "customers")
# The detail of such an event is an object with the id of the user who was made.
MAKERS = {
    "sqlite": "UPDATE users SET made_by = (SELECT e.user_id FROM audit_events e "
    "WHERE e.action = 'user.created' AND json_extract(e.detail, '$.id') = users.id "
    "AND e.user_id IS NOT NULL ORDER BY e.id DESC LIMIT 1)",
    "postgresql": "UPDATE users SET made_by = e.user_id FROM audit_events e "
    "WHERE e.action = 'user.created' AND e.user_id IS NOT NULL "
    "AND e.detail::jsonb ->> 'id' = replace(users.id::text, '-', '')",
}


def upgrade() -> None:
    """Add the columns and the tables; take makers from the audit log."""
    for table in NEEDING:
        op.add_column(
            table,
            sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False),
        )
    for table, columns in COLUMNS.items():
        for name, type_ in columns:
            op.add_column(table, sa.Column(name, type_, nullable=True))
    op.execute(MAKERS[op.get_bind().dialect.name])
    op.create_table(
        "deleted_accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("password_set_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_accounts")),
    )
    _create_requests()


def _create_requests() -> None:
    op.create_table(
        "imitation_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("user_username", sa.String(length=100), nullable=False),
        sa.Column("user_first_name", sa.String(length=100), nullable=False),
        sa.Column("user_last_name", sa.String(length=100), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("sales_channel_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reason_category", sa.String(length=64), nullable=True),
        sa.Column("access", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decider_id", ID, nullable=True),
        sa.Column("decider_username", sa.String(length=100), nullable=True),
        sa.Column("decider_first_name", sa.String(length=100), nullable=True),
        sa.Column("decider_last_name", sa.String(length=100), nullable=True),
        sa.Column("decision_reason", sa.String(length=500), nullable=True),
        sa.Column("imitation_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_imitation_requests_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sales_channel_id"],
            ["sales_channels.id"],
            name=op.f("fk_imitation_requests_sales_channel_id_sales_channels"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imitation_requests")),
    )
    listed = ["created_at", "id"]
    op.create_index("ix_imitation_requests_customer_id", "imitation_requests", ["customer_id"])
    op.create_index("ix_imitation_requests_list", "imitation_requests", listed)
    op.create_index("ix_imitation_requests_list_user", "imitation_requests", ["user_id", *listed])
    op.create_index(
        "ix_imitation_requests_list_open",
        "imitation_requests",
        listed,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Drop them: nobody is asked, and nobody knows who made whom."""
    op.drop_table("imitation_requests")
    op.drop_table("deleted_accounts")
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)
    for table in NEEDING:
        op.drop_column(table, "needs_approval")
