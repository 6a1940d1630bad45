"""Alembic's entry: runs on the connection of db.migrate or of a test, or writes SQL without one."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Connection, String, column, table, update
from sqlmodel import SQLModel

import db.models
from db.models.columns import HexId
from db.trigrams import is_described
from db.upgrade import OLDEST_BESIDE
from db.version import TABLE

TABLES = db.models.__all__  # importing the package fills the metadata
ALEMBIC_VERSION = table(TABLE, column("oldest_beside", String))


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types, so that old migrations do not depend on today's classes."""
    if kind == "type" and isinstance(item, HexId):
        return "sa.Uuid()"
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AutoString":
        length = getattr(item, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


def note_oldest_beside(
    ctx: MigrationContext,
    step: MigrationInfo,
    heads: Collection[Any],  # noqa: ARG001 - Alembic names its arguments
    run_args: Mapping[str, Any],  # noqa: ARG001 - as above
) -> None:
    """Tell servers of older revisions, in the transaction of the revision that they cannot bear."""
    oldest = getattr(getattr(step.up_revision, "module", None), OLDEST_BESIDE, None)
    if step.is_upgrade and oldest is not None:
        ctx.execute(update(ALEMBIC_VERSION).values(oldest_beside=oldest))


def run(connection: Connection | None, dialect: str | None) -> None:
    """Run the migrations, in one transaction where the caller has begun it, or write their SQL."""
    context.configure(
        connection=connection,
        dialect_name=dialect,
        literal_binds=connection is None,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=True,
        render_item=render_item,
        include_name=is_described,
        transaction_per_migration=True,
        on_version_apply=note_oldest_beside,
    )
    with context.begin_transaction():
        context.run_migrations()


ATTRIBUTES = context.config.attributes
run(ATTRIBUTES.get("connection"), ATTRIBUTES.get("dialect"))
