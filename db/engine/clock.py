"""The time of the database, which is the clock of every process."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def now(session: AsyncSession) -> datetime:
    """The database's time at this moment, not that of the transaction's begin."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    question = "strftime('%Y-%m-%dT%H:%M:%f', 'now')" if sqlite else "clock_timestamp()"
    connection = await session.connection()
    found = (await connection.execute(text(f"SELECT {question}"))).scalar_one()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if sqlite else found
