"""Let a redemption change no index of imitations, and keep room in their pages for its new row.

Revision ID: 0044
Revises: 0043

The previous release can serve meanwhile and afterwards; there, each scrape of the metrics reads all
imitations, and their lists of those that wait or are live read both.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import sqlalchemy as sa
from alembic import op

from db.concurrently import POSTGRESQL, create_index, drop_index

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None
oldest_beside = "0033"

TABLE: Final = "imitations"
ROOM: Final = 70  # percent of a page that new rows fill
NOT_OVER: Final = sa.text("ended_at IS NULL")
LIVE: Final = sa.text("started_at IS NOT NULL AND ended_at IS NULL")
PENDING: Final = sa.text("started_at IS NULL AND ended_at IS NULL")
OVER: Final = sa.text("end_reason IS NOT NULL")
Indexes: TypeAlias = Mapping[str, tuple[Sequence[str], sa.TextClause | None]]
ADDED: Final[Indexes] = {
    "ix_imitations_over": (["end_reason"], OVER),
    "ix_imitations_not_over_user": (["user_id"], NOT_OVER),
    "ix_imitations_not_over_customer": (["customer_id"], NOT_OVER),
    "ix_imitations_not_over_list": (["created_at", "id"], NOT_OVER),
}
DROPPED: Final[Indexes] = {
    "ix_imitations_tally": (["end_reason", "started_at"], None),
    "ix_imitations_user_id": (["user_id", "ended_at"], None),
    "ix_imitations_customer_id": (["customer_id", "ended_at"], None),
    "ix_imitations_ended_at": (["ended_at"], None),
    "ix_imitations_live": (["user_id"], LIVE),
    "ix_imitations_live_list": (["created_at", "id"], LIVE),
    "ix_imitations_list_pending": (["created_at", "id"], PENDING),
}


def upgrade() -> None:
    """Four small indexes replace seven."""
    for name, (columns, where) in ADDED.items():
        create_index(name, TABLE, columns, where=where)
    for name in DROPPED:
        drop_index(name, TABLE)
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"ALTER TABLE {TABLE} SET (fillfactor = {ROOM})")


def downgrade() -> None:
    """Bring the seven back."""
    for name, (columns, where) in DROPPED.items():
        op.create_index(name, TABLE, columns, sqlite_where=where, postgresql_where=where)
    for name in ADDED:
        op.drop_index(name, table_name=TABLE)
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"ALTER TABLE {TABLE} RESET (fillfactor)")
