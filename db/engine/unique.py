"""Advisory locks on values that must be unique, or that only a number of rows may have."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def claim(session: AsyncSession, column: str, values: Iterable[str]) -> None:
    """Keep others from taking these values of a unique column before the commit.

    Check afterwards whether they are free. Without the lock two transactions could both find a
    value free, and the database would refuse the second one.
    """
    if session.get_bind().dialect.name == "sqlite":
        return  # SQLite has one writer at a time
    statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:claimed, 0))")
    connection = await session.connection()
    for value in sorted(values):  # in one order, so that no two wait for each other
        await connection.execute(statement, {"claimed": f"{column}={value}"})
