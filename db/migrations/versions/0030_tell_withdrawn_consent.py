"""Tell a consent that was withdrawn from one that was never asked for.

Revision ID: 0030
Revises: 0029

The newest event says what the customer said last: a withdrawal holds, also where a row says
otherwise since; false without an event was never asked for. Events that lost their values
(AUDIT_RETENTION) say nothing. The previous release can serve meanwhile and afterwards: what it
withdraws has the time of what was given, and what it is first given and then withdraws counts as
not asked. On PostgreSQL changes of customers wait for this.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CUSTOMERS = sa.table(
    "customers",
    sa.column("id"),
    sa.column("imitation_consent", sa.Boolean()),
    sa.column("imitation_consent_changed_at"),
    sa.column("created_at"),
)
EVENTS = sa.table(
    "audit_events",
    sa.column("id"),
    sa.column("at"),
    sa.column("action", sa.String()),
    sa.column("detail", sa.String()),
    sa.column("customer_id"),
)


def upgrade() -> None:
    """Add the column; fill it for those who have said something."""
    op.add_column(
        "customers",
        sa.Column("imitation_consent_changed_at", sa.DateTime(timezone=True), nullable=True),
    )
    newest = (
        sa.select(sa.func.max(EVENTS.c.id).label("id"))
        .where(EVENTS.c.action == "customer.consent_changed", EVENTS.c.customer_id.is_not(None))
        .group_by(EVENTS.c.customer_id)
        .subquery()
    )
    said = (
        sa.select(EVENTS.c.customer_id, EVENTS.c.at, EVENTS.c.detail.contains("true").label("yes"))
        .join(newest, newest.c.id == EVENTS.c.id)
        .subquery()
    )
    given = CUSTOMERS.c.imitation_consent
    op.execute(
        sa.update(CUSTOMERS)
        .where(CUSTOMERS.c.id == said.c.customer_id)
        .values(
            imitation_consent=sa.and_(given, said.c.yes), imitation_consent_changed_at=said.c.at
        )
    )
    op.execute(
        sa.update(CUSTOMERS)
        .where(given, CUSTOMERS.c.imitation_consent_changed_at.is_(None))
        .values(imitation_consent_changed_at=CUSTOMERS.c.created_at)
    )


def downgrade() -> None:
    """Drop the column: what was withdrawn is not given."""
    op.drop_column("customers", "imitation_consent_changed_at")
