"""Advisory locks on values that must be unique, or that only a number of rows may have."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import text

from db.engine.dialect import SQLITE
from db.engine.session import Session
from db.engine.statement import Statement

_CLAIM: Final = Statement(
    text(
        "SELECT pg_advisory_xact_lock(hashtextextended(claimed, 0)) "
        "FROM unnest(CAST(:claimed AS text[])) AS claimed"
    )
)


async def claim(session: Session, column: str, values: Iterable[str]) -> None:
    """Keep others from taking these values of a unique column before the commit.

    Check afterwards whether they are free. Without the lock two transactions could both find a
    value free, and the database would refuse the second one.
    """
    if session.dialect is SQLITE:
        return  # SQLite has one writer at a time
    # Locked in the order of the list, which is one for all: no two wait for each other.
    await session.all(_CLAIM, claimed=[f"{column}={value}" for value in sorted(values)])
