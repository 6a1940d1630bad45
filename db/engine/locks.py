"""Locks on what the life of a session depends on, taken in one order by everybody.

The order: who holds which privilege, a user, all customers, a customer, a sales channel. After
these come unique values (`unique`), then rows of imitations by id, then rows of sessions by id. Two
transactions that keep to it never wait for each other in a circle.

A transaction that changes one of these takes its lock alone. One that decides by it (a redemption,
a new token, a login) shares the lock. Either the decision is committed before the change, which
then ends what was decided, or the decision sees the change. PostgreSQL's advisory locks last until
the end of the transaction; on SQLite there is one writer at a time.
"""

from enum import IntEnum
from typing import Final, NamedTuple

from sqlalchemy import text

from db.engine.dialect import SQLITE
from db.engine.session import Session
from db.engine.statement import Statement


class Subject(IntEnum):
    """The kinds of locks in their order."""

    PRIVILEGES = 1  # of all users: roles, what they grant, whom they are given to
    USER = 2
    ALL_CUSTOMERS = 3  # an import changes many at once
    CUSTOMER = 4
    SALES_CHANNEL = 5


class Lock(NamedTuple):
    """A lock on one subject; `shared` with others who only decide by it."""

    subject: Subject
    id: str = ""
    shared: bool = False


# The subquery is sorted before its rows are locked: OFFSET keeps it a subquery.
TAKE: Final = """
SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(subject, key)
            ELSE pg_advisory_xact_lock(subject, key) END
FROM (
    SELECT subject, hashtext(id) AS key, shared
    FROM ({subjects}) AS asked (subject, id, shared)
    ORDER BY subject, key, shared
    OFFSET 0
) AS sorted
"""
_TAKE: Final = Statement(
    text(
        TAKE.format(
            subjects="SELECT * FROM unnest("
            "CAST(:subjects AS integer[]), CAST(:ids AS text[]), CAST(:shared AS boolean[]))"
        )
    )
)


async def lock(session: Session, *locks: Lock) -> None:
    """Take the locks until the end of the transaction, in the one order."""
    if session.dialect is SQLITE:
        return
    await session.all(
        _TAKE,
        subjects=[int(each.subject) for each in locks],
        ids=[each.id for each in locks],
        shared=[each.shared for each in locks],
    )
