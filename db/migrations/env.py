"""Alembic's entry: runs on the connection that db.migrate has locked, or on the one of a test."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

import db.models
from db.models.columns import HexId
from db.trigrams import is_described

TABLES = db.models.__all__  # importing the package fills the metadata


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


def run(connection: Connection) -> None:
    """Run the migrations in the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=True,
        render_item=render_item,
        include_name=is_described,
        transaction_per_migration=False,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
