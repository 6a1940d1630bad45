"""The database's time, continued between two readings by this process's monotonic clock.

Several processes decide about the same tokens and sessions, and their machines' clocks differ:
docs/adr/0009.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from db.engine import clock
from db.engine.connections import Database

SKEW: Final = timedelta(seconds=2)  # reported from here on: the log has this machine's time


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class SharedClock:
    """The database's time; before the first reading, this machine's."""

    def __init__(
        self,
        database: Database,
        *,
        local: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ticks` are seconds that do not jump when the machine's clock is set."""
        self._database = database
        self._local = local
        self._ticks = ticks
        self._asked: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The time now, aware UTC."""
        if self._asked is None:
            return self._local()
        then, at = self._asked
        return then + timedelta(seconds=self._ticks() - at)

    @property
    def is_shared(self) -> bool:
        """Whether the database has answered at least once."""
        return self._asked is not None

    async def ask(self) -> timedelta:
        """Ask the database; returns how far this machine's clock is ahead of it."""
        session = self._database.reads
        await clock.now(session)  # opens the connection before the measurement
        before = self._ticks()
        then = await clock.now(session)
        after = self._ticks()
        self._asked = (then, (before + after) / 2)
        return self._local() - self()
