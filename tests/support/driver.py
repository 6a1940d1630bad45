"""The inside of a database's connections: what they send, and who has them."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import text

from db.engine.connections import Database
from db.engine.drivers.postgresql import PostgreSQL
from db.engine.drivers.sqlite import connection as sqlite_connection
from db.engine.drivers.sqlite import driver as sqlite_driver
from db.engine.drivers.sqlite.connection import SqliteConnection, connect
from db.engine.drivers.sqlite.driver import Sqlite
from db.engine.statement import Statement

# Not DO UPDATE, FOR UPDATE or FOR NO KEY UPDATE. A statement may hold several changes.
CHANGE: Final = re.compile(
    r"(?:INSERT INTO|DELETE FROM|(?<!DO )(?<!FOR )(?<!KEY )UPDATE) \"?(\w+)", re.IGNORECASE
)
# Of asyncpg's own statements, once for each connection, where it meets an array.
LEARNING: Final = ("typeinfo_tree", "set_config('jit'", "current_setting('jit')")

OpenDatabase = Callable[..., Database]


def sql(words: str) -> Statement[Any]:
    """A statement of these words; its rows are tuples."""
    return Statement(text(words))


def scalar(words: str) -> Statement[Any]:
    """A statement of these words; its rows are the value of the first column."""
    return Statement(text(words), lambda values: values[0])


def driver(database: Database) -> PostgreSQL | Sqlite:
    """What holds the connections."""
    return database._driver  # noqa: SLF001 - tests look at it from the inside


@asynccontextmanager
async def in_use_elsewhere(database: Database, number: int) -> AsyncIterator[None]:
    """Another unit of work has so many of the connections."""
    pool: Any = driver(database).pool
    taken = [await pool.take() for _ in range(number)]
    yield
    for connection in taken:
        pool.give_back(connection)


def tables_written(statement: str) -> list[str]:
    """The tables that a statement changes."""
    return CHANGE.findall(statement)


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """What the connections send meanwhile, BEGIN and COMMIT too; they are opened anew for it."""
    texts: list[str] = []
    held = driver(database)
    held.close()
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(held, Sqlite):
            _trace_sqlite(patch, texts)
        else:
            _trace_postgresql(patch, held, texts)
        yield texts
    held.close()


def _trace_sqlite(patch: pytest.MonkeyPatch, texts: list[str]) -> None:
    def note(text: str) -> None:
        if not text.startswith("--"):  # what a trigger or a foreign key does besides
            texts.append(text)

    def traced(*arguments: Any, **options: Any) -> SqliteConnection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(note)
        return connection

    for module in (sqlite_driver, sqlite_connection):
        patch.setattr(module, "connect", traced)


def _trace_postgresql(patch: pytest.MonkeyPatch, held: PostgreSQL, texts: list[str]) -> None:
    connect = held.pool._connect  # noqa: SLF001 - as above

    def note(sent: asyncpg.connection.LoggedQuery) -> None:
        if not any(part in sent.query for part in LEARNING):
            texts.append(sent.query)

    async def traced() -> asyncpg.Connection:
        connection = await connect()
        connection.add_query_logger(note)
        return connection

    patch.setattr(held.pool, "_connect", traced)
