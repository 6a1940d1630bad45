"""Count what the audit log records by quarters of an hour and by days.

Revision ID: 0029
Revises: 0028

The previous release can serve meanwhile and afterwards. Servers count what there is in the
background, from the first leaf of the audit log on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables; nothing is counted yet."""
    op.create_table(
        "imitation_counts",
        sa.Column("span", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("quarter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("span", "kind", "quarter", "key", name=op.f("pk_imitation_counts")),
    )
    op.create_table(
        "imitation_counting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imitation_counting")),
    )
    op.execute("INSERT INTO imitation_counting (id, position) VALUES (1, -1)")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("imitation_counting")
    op.drop_table("imitation_counts")
