"""A temporary table that holds the rows of a file until all of them are checked.

Many rows are sent at once: by COPY on PostgreSQL, by executemany on SQLite.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    MetaData,
    Subquery,
    Table,
    delete,
    func,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine.locks import Locks
from db.models.columns import HexId

AT_ONCE: Final = 10_000  # lines in a statement; both engines allow about 32,000 parameters


def temporary_table(name: str, *columns: "Column[object]") -> Table:
    """A table of staged rows; `line` identifies each."""
    return Table(
        name,
        MetaData(),
        Column("line", Integer, nullable=False),
        *columns,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )


async def create(session: AsyncSession, table: Table) -> None:
    """Create the empty temporary table, and lift the time limit of requests' statements."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
    await connection.execute(CreateTable(table))


async def drop(session: AsyncSession, table: Table) -> None:
    """Drop the temporary table, which on SQLite would outlive the transaction."""
    await (await session.connection()).run_sync(table.drop)


async def add(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Put rows with all columns into the temporary table."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.execute(table.insert(), [dict(row) for row in rows])
        return
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise RuntimeError("The connection was closed.")
    await driver.copy_records_to_table(
        table.name,
        columns=[column.name for column in table.columns],
        records=[_record(table, row) for row in rows],
    )


async def remove(session: AsyncSession, table: Table, lines: Collection[int]) -> None:
    """Take these lines out of the temporary table."""
    connection, line = await session.connection(), table.c.line
    ordered = sorted(lines)
    for start in range(0, len(ordered), AT_ONCE):
        those = ordered[start : start + AT_ONCE]
        await connection.execute(delete(table).where(line.in_(those)))


def _record(table: Table, row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(_native(column, row[column.name]) for column in table.columns)


def _native(column: "Column[object]", value: object) -> object:
    """COPY does not convert values by SQLAlchemy's types."""
    if isinstance(column.type, HexId) and isinstance(value, str):
        return uuid.UUID(hex=value)
    return value


async def lock(session: AsyncSession, table: Table, locks: Locks | None = None) -> None:
    """Keep other transactions from writing the table until the commit; they can still read it.

    `locks`, where all who write it take them, are less than a lock on the table, for which also
    those wait who only refer to it.
    """
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        # Any write locks the whole file, also one that changes no row.
        nothing = table.update().where(~true()).values({table.c.id: table.c.id})
        await connection.execute(nothing)
    else:
        await connection.execute(text(locks or f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))


async def find_repeated(
    session: AsyncSession, rows: FromClause, column: str, *where: ColumnElement[bool]
) -> Sequence[tuple[int, int]]:
    """Lines that repeat the value of an earlier line in a column, each with that line."""
    first = func.min(rows.c.line).over(partition_by=rows.c[column]).label("first")
    found = select(rows.c.line, first).where(*where).subquery()
    statement = select(found.c.line, found.c.first).where(found.c.line > found.c.first)
    answer = await (await session.connection()).execute(statement)
    return [(line, first) for line, first in answer]


async def find_taken(
    session: AsyncSession, rows: FromClause, column: str, others: Table, *where: ColumnElement[bool]
) -> Sequence[int]:
    """Lines with the same value in a column as a stored row with another id."""
    same = (others.c[column] == rows.c[column]) & (others.c.id != rows.c.id)
    statement = select(rows.c.line).select_from(rows.join(others, same)).where(*where)
    return (await (await session.connection()).execute(statement)).scalars().all()


async def count_known(session: AsyncSession, rows: FromClause, others: Table) -> int:
    """The number of rows whose id is stored already."""
    both = rows.join(others, others.c.id == rows.c.id)
    statement = select(func.count()).select_from(both)
    return (await (await session.connection()).execute(statement)).scalar_one()


async def merge(session: AsyncSession, rows: Subquery, target: Table, **new: object) -> None:
    """Insert the rows, or update those with the same id; `new` applies only to inserted rows."""
    connection = await session.connection()
    named = {column.name: column for column in rows.columns if column.name != "line"}
    fixed = [literal(value, target.c[name].type) for name, value in new.items()]
    # Without a WHERE in between, SQLite would read ON CONFLICT as the ON of a join.
    source = select(*named.values(), *fixed).where(true())
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(target).from_select([*named, *new], source, include_defaults=False)
    changed = {name: statement.excluded[name] for name in named if name != "id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
