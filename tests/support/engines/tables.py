"""Every row of a database's tables, as tests compare them."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from db.engine.connections import Database
from db.models.columns import HexId

Row = dict[str, Any]


async def read(database: Database, tables: Iterable[str]) -> dict[str, list[Row]]:
    """Every row of these tables, each table by its key."""
    names = list(tables)
    found = await _ask(database, map(_selection, names))
    return {table: _named(table, rows) for table, rows in zip(names, found, strict=True)}


async def count(database: Database) -> dict[str, int]:
    """The number of rows of each table."""
    tables = sorted(SQLModel.metadata.tables)
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)
    ((numbers,),) = await _ask(database, [f"SELECT {counts}"])
    return dict(zip(tables, numbers, strict=True))


async def _ask(database: Database, queries: Iterable[str]) -> list[list[Any]]:
    """Ask by the driver, which is fast: tests read every table hundreds of times."""
    if database.is_sqlite:
        with closing(sqlite3.connect(database.file or "")) as file:
            return [file.execute(query).fetchall() for query in queries]
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        return [await driver.fetch(query) for query in queries]


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
