"""Every row of a database's tables, as tests compare them."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import ExitStack, asynccontextmanager, closing
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from db.engine.connections import Database
from db.models.columns import HexId

Row = dict[str, Any]
Count = Callable[[], Awaitable[dict[str, int]]]


async def read(database: Database, tables: Iterable[str]) -> dict[str, list[Row]]:
    """Every row of these tables, each table by its key."""
    names = list(tables)
    filled = await _filled(database, names)
    found = await _ask(database, map(_selection, filled))
    rows = dict(zip(filled, found, strict=True))
    return {table: _named(table, rows.get(table, ())) for table in names}


@asynccontextmanager
async def counting(database: Database) -> AsyncIterator[Count]:
    """Tells the number of rows of each table, often.

    A file stays open meanwhile: opening it takes a hundred times longer than counting.
    """
    tables = sorted(SQLModel.metadata.tables)
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)

    async def count() -> dict[str, int]:
        query = [f"SELECT {counts}"]
        ((numbers,),) = await _ask(database, query) if file is None else _ask_file(file, query)
        return dict(zip(tables, numbers, strict=True))

    with ExitStack() as stack:
        file = stack.enter_context(_opened(database)) if database.is_sqlite else None
        yield count


def _opened(database: Database) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(database.file or ""))


def _ask_file(file: sqlite3.Connection, queries: Iterable[str]) -> list[list[Any]]:
    return [file.execute(query).fetchall() for query in queries]


async def _ask(database: Database, queries: Iterable[str]) -> list[list[Any]]:
    """Ask by the driver, which is fast: tests read every table hundreds of times."""
    if database.is_sqlite:
        with _opened(database) as file:
            return _ask_file(file, queries)
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        return [await driver.fetch(query) for query in queries]


async def _filled(database: Database, tables: list[str]) -> list[str]:
    """Those that may have rows. Most are empty, and each costs PostgreSQL a round trip."""
    if database.is_sqlite or len(tables) == 1:
        return tables
    told = ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
    ((filled,),) = await _ask(database, [f"SELECT {told}"])
    return [table for table, is_filled in zip(tables, filled, strict=True) if is_filled]


@cache
def _selection(table: str) -> str:
    columns = SQLModel.metadata.tables[table].columns
    keys = ", ".join(column.name for column in columns if column.primary_key)
    return f"SELECT {', '.join(column.name for column in columns)} FROM {table} ORDER BY {keys}"


def _named(table: str, rows: Iterable[Iterable[Any]]) -> list[Row]:
    """The rows with their ids as clients see them, on both engines."""
    columns = SQLModel.metadata.tables[table].columns
    names, ids = columns.keys(), [name for name, one in columns.items() if type(one.type) is HexId]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for row in found:
        row.update({name: row[name].hex for name in ids if isinstance(row[name], UUID)})
    return found
