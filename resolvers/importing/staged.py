"""Checks the rows of a file one by one and puts them into a temporary table, in batches."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from auth.errors import Invalid
from db.importing import staging
from resolvers.importing.report import Report
from resolvers.importing.table import Refused, Row, Table

if TYPE_CHECKING:
    import sqlalchemy
    from sqlmodel.ext.asyncio.session import AsyncSession

BATCH: Final = 2000  # rows; larger batches are not faster

# Makes the values to store from a row; raises Invalid with a column as its field.
Parse: TypeAlias = Callable[[Row], dict[str, object]]


async def stage(
    session: "AsyncSession",
    staged: "sqlalchemy.Table",
    rows: Table,
    parse: Parse,
    report: Report,
) -> None:
    """Put every valid row into a new temporary table, and the others into the report."""
    await staging.create(session, staged)
    batch: list[dict[str, object]] = []
    for row in rows:
        report.rows += 1
        if isinstance(row, Refused):
            report.refused.append(row)
            continue
        try:
            batch.append({"line": row.line, **parse(row)})
            report.read(row)
        except Invalid as refusal:
            report.refused.append(Refused.by(row.line, refusal))
        if len(batch) == BATCH:
            await staging.add(session, staged, batch)
            batch.clear()
    if batch:
        await staging.add(session, staged, batch)
