"""What goes wrong between a process and its database, in terms that callers can act on."""

import errno
import sqlite3
from typing import Final

import asyncpg


class Unavailable(Exception):
    """The database is away, busy, or refuses for now. Nothing was done; a later try may succeed."""


class CommitUnknown(Exception):
    """A COMMIT was sent and not answered: whether it took effect is not known here."""


class PoolerNotNamed(ConnectionError):
    """Another process of PostgreSQL answered than the one that was connected to.

    What is prepared there under a name may be the statement of another client, whose rows would be
    answered.
    """


# Classes and codes of SQLSTATE (PostgreSQL, appendix A) after which the same request may succeed.
CLASSES: Final = (
    "08",  # connection exceptions
    "3D",  # no database of this name: a restored one is about to get it
    "40",  # rolled back: deadlock, serialization
    "53",  # insufficient resources
    "55",  # a lock is not available
    "57",  # operator intervention: shutdown, statement time-out
    "58",  # what the system answers the server: a disk that fails, a file that is gone
)
# What asyncpg says of a connection that is closed, or that ends in the middle of a message.
LOST: Final = (asyncpg.InterfaceError, asyncpg.InternalClientError)
# Every class of what a driver or its library raises; SQLAlchemy leaves some of them as they are.
DRIVERS: Final = (asyncpg.PostgresError, *LOST, sqlite3.Error)
READ_ONLY: Final = "25006"  # a standby, or a primary that was told to take no writes


class Translated:
    """Raises Unavailable for a driver's error that means it.

    A class, because a generator takes six times as long, and each statement passes here.
    """

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and is_outage(error):
            raise Unavailable(type(error).__name__) from error


_TRANSLATED: Final = Translated()


def translated() -> Translated:
    """A block in which a driver's error is raised as Unavailable where it means that."""
    return _TRANSLATED


def is_outage(error: BaseException) -> bool:
    """Whether the driver says that the database cannot serve now."""
    if isinstance(error, asyncpg.InvalidCachedStatementError):
        return True  # it knows the tables of before a migration; asyncpg forgets it now
    if isinstance(error, asyncpg.PostgresError):
        return is_outage_state(str(error.sqlstate))
    if isinstance(error, LOST):
        return not isinstance(error, ValueError)  # which is a value of a wrong type
    return isinstance(error, OSError | sqlite3.OperationalError)


def is_outage_state(sqlstate: str) -> bool:
    """The same of PostgreSQL's own errors."""
    return sqlstate.startswith(CLASSES) or sqlstate == READ_ONLY


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE of PostgreSQL's error, or of the one that is behind it."""
    found = getattr(error, "sqlstate", None) or getattr(
        getattr(error, "orig", None), "sqlstate", None
    )
    if found is None and error.__cause__ is not None:
        return sqlstate_of(error.__cause__)
    return None if found is None else str(found)


def cause_of(error: BaseException) -> str:
    """What the system or the driver calls it: `ENOSPC`, `SQLITE_FULL`, or the name of a class."""
    # Behind a time-out is what it has cancelled.
    while error.__cause__ is not None and not isinstance(error, TimeoutError):
        error = error.__cause__
    if isinstance(error, sqlite3.Error) and hasattr(error, "sqlite_errorname"):
        return error.sqlite_errorname
    number = error.errno if isinstance(error, OSError) else None
    return errno.errorcode.get(number or 0, type(error).__name__)


def is_of_a_pooler(error: BaseException) -> bool:
    """Whether a pooler stands between that DATABASE_POOLER does not name.

    PgBouncer answers a protocol violation where it does not know a start-up parameter.
    """
    return isinstance(error, PoolerNotNamed | asyncpg.ProtocolViolationError)


def was_lost(error: BaseException) -> bool:
    """Whether the connection itself is gone: another one may still serve."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate).startswith(("08", "57P"))
    return isinstance(error, (OSError, *LOST)) and not isinstance(error, ValueError)
