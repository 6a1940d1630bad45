"""Runs the migrations by Alembic, and tells those that are pending."""

from io import StringIO
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

# The name by which a revision says that servers of older revisions cannot serve any more.
OLDEST_BESIDE: Final = "oldest_beside"


def alembic_config() -> Config:
    """Alembic's settings, with the scripts beside this file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing.

    In the caller's transaction where there is one, else each revision in its own.
    """
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _check_foreign_keys(connection)


def as_sql(dialect: str, first: str, last: str = "head") -> str:
    """The SQL of the revisions after the first one up to the last one, without a database."""
    written = StringIO()
    config = alembic_config()
    config.output_buffer = written
    config.attributes["dialect"] = dialect
    command.upgrade(config, f"{first}:{last}", sql=True)
    return written.getvalue()


def pending(current: str | None) -> list[Script]:
    """The revisions after this one, in their order."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return list(scripts.iterate_revisions("head", current or "base"))[::-1]


def _check_foreign_keys(connection: Connection) -> None:
    """SQLite rebuilds tables with foreign keys off, or it would delete rows that refer to them."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            message = f"The migration left {len(broken)} rows without their parent."
            raise RuntimeError(message)
