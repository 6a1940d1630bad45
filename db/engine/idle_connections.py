"""Checks a connection that was idle for a while before it is used again.

SQLAlchemy's `pool_pre_ping` checks before every use, with three round trips (BEGIN, a query,
ROLLBACK), which is more than most units of work need themselves.
"""

import time
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

FRESH: Final = 1  # seconds after its last use in which a connection is trusted
_USED: Final = "imitate.used_at"


def ask_the_idle(engine: AsyncEngine) -> None:
    """Replace the whole pool where one that was idle does not answer.

    A connection lost within a second after its last use fails the unit of work that finds out, and
    with it goes the pool as well.
    """
    dialect = engine.sync_engine.dialect

    def note(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED] = time.monotonic()

    def ask(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - a DBAPI connection
        if time.monotonic() - entry.info[_USED] < FRESH:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as lost:
            raise InvalidatePoolError from lost

    event.listen(engine.sync_engine, "connect", note)
    event.listen(engine.sync_engine, "checkin", note)
    event.listen(engine.sync_engine, "checkout", ask)
