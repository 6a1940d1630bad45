"""The time of the database, which is the clock of every process."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from db.engine.dialect import SQLITE
from db.engine.session import Session
from db.engine.statement import Statement

_ON_POSTGRESQL: Final[Statement[datetime]] = Statement(
    text("SELECT clock_timestamp()"), lambda values: values[0]
)
_ON_SQLITE: Final[Statement[datetime]] = Statement(
    text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"),
    lambda values: datetime.fromisoformat(values[0]).replace(tzinfo=UTC),
    by_key=True,
)


async def now(session: Session) -> datetime:
    """The database's time at this moment, not that of the transaction's begin."""
    return await session.one(_ON_SQLITE if session.dialect is SQLITE else _ON_POSTGRESQL)
