"""Keep the keys that sign JWTs, sealed.

Revision ID: 0019
Revises: 0018

The previous release can serve meanwhile and afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "jwt_keys",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("signs_from", MOMENT, nullable=False),
        sa.Column("verifies_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jwt_keys")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("jwt_keys")
