"""Indexes of tables that have rows, which revisions create while servers write.

On PostgreSQL the build runs in no transaction, so what stands before it in a revision is committed
already: a revision with such an index holds nothing before it.
"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

POSTGRESQL: Final = "postgresql"


def create_index(
    name: str,
    table: str,
    columns: Sequence[str | sa.TextClause],
    *,
    where: sa.TextClause | None = None,
    unique: bool = False,
) -> None:
    """Create the index; what an interrupted build has left is replaced."""
    options: dict[str, Any] = {"unique": unique, "sqlite_where": where, "postgresql_where": where}
    context = op.get_context()
    if context.dialect.name != POSTGRESQL:
        op.create_index(name, table, columns, **options)
        return
    with context.autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)


def drop_index(name: str, table: str) -> None:
    """Drop an index that no statement of a running server needs."""
    context = op.get_context()
    if context.dialect.name != POSTGRESQL:
        op.drop_index(name, table)
        return
    with context.autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
