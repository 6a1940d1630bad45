"""Runs the migrations by Alembic, in one process at a time."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.engine.drivers.alchemy import MIGRATION_TIMEOUT
from db.version import NewerDatabase

LOCK: Final = 0x696D6974617465  # "imitate" in ASCII: the advisory lock of migrations


def alembic_config() -> Config:
    """Alembic's settings, with the scripts beside this file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(connection: Connection) -> bool:
    """Run the migrations that are missing; False where another process has done so meanwhile."""
    _lock(connection)
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    current = _current(connection)
    if current == scripts.get_current_head():
        return False
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        message = f"The database is at revision {current}, which this version does not know."
        raise NewerDatabase(message)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _check_foreign_keys(connection)
    return True


def _check_foreign_keys(connection: Connection) -> None:
    """SQLite rebuilds tables with foreign keys off, or it would delete rows that refer to them."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            message = f"The migration left {len(broken)} rows without their parent."
            raise RuntimeError(message)


def _lock(connection: Connection) -> None:
    """Wait for other migrations; on SQLite BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {MIGRATION_TIMEOUT}"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
