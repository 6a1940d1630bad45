"""SQLAlchemy's engine, for migrations, imports, the demo shop and the doctor.

It serves no other request: a server loads it where it is asked for, as it takes 5 MB.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

BUSY_TIMEOUT: Final = 5_000  # milliseconds that a writer waits for another on SQLite
MIGRATION_TIMEOUT: Final = 60_000  # milliseconds that a migration waits for others, on both
# Milliseconds: who needs a table waits behind a migration that waits for it.
LOCK_TIMEOUT: Final = 500
CHECKS_CLIENTS: Final = (14,)  # the first PostgreSQL that can notice a client that is gone


def sqlite_engine(url: URL) -> AsyncEngine:
    """An engine that opens a connection for each unit of work."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def postgres_engine(open_connection: Callable[[], Awaitable[Any]]) -> AsyncEngine:
    """The same for PostgreSQL.

    It keeps no named statement, so that it works behind a pooler as well.
    """
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "async_creator_fn": open_connection,
            "prepared_statement_cache_size": 0,
        },
    )
    event.listen(engine.sync_engine, "begin", _begin_postgresql)
    return engine


def new_session(engine: AsyncEngine) -> AsyncSession:
    """A session whose rows can be read after its transaction."""
    return AsyncSession(engine, expire_on_commit=False)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # _begin_sqlite sends BEGIN instead of the driver
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"busy_timeout = {BUSY_TIMEOUT}",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a read snapshot cannot be upgraded and would lose updates."""
    options = connection.get_execution_options()
    if options.get("migrate"):  # not possible, or too late, inside a transaction
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {MIGRATION_TIMEOUT}")
    immediate = options.get("write") or options.get("migrate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    """A migration may take long, and waits for no lock longer than others can wait behind it.

    PostgreSQL asks each second whether its process still lives, or it would go on with a statement,
    and hold the table, for nobody.
    """
    options = connection.get_execution_options()
    if options.get("migrate") and options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT}")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        if (connection.dialect.server_version_info or ()) >= CHECKS_CLIENTS:
            connection.exec_driver_sql("SET LOCAL client_connection_check_interval = 1000")
