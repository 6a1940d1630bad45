"""Give each sales channel the path on which its shop takes the hand-over of an imitation.

Revision ID: 0016
Revises: 0015

The previous release can serve meanwhile: channels that it adds get the path that it knows. It
cannot list sales channels once one of the type EXTERNAL is there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PATH = "/account/login/imitate-customer"


def upgrade() -> None:
    """Add the column."""
    column = sa.Column("landing_path", sa.String(length=255), server_default=PATH, nullable=False)
    op.add_column("sales_channels", column)


def downgrade() -> None:
    """Drop the column. An external channel becomes headless: no token is sent to a wrong path."""
    op.execute("UPDATE sales_channels SET type = 'HEADLESS' WHERE type = 'EXTERNAL'")
    op.drop_column("sales_channels", "landing_path")
