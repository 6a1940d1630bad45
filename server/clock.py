"""What time is it? What the database says, carried on by this process's own steady ticks.

Processes decide about the same tokens and sessions, and machines' clocks differ: docs/adr/0009.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from db.engine import clock
from db.engine.connections import Database

SKEW: Final = timedelta(seconds=2)  # a difference worth telling: the log has this machine's time


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


class SharedClock:
    """The database's time. Until it was first asked, this machine's."""

    def __init__(
        self,
        database: Database,
        *,
        local: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ticks` are seconds that never jump, whatever is done to the machine's clock."""
        self._database = database
        self._local = local
        self._ticks = ticks
        self._asked: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The time in UTC."""
        if self._asked is None:
            return self._local()
        then, at = self._asked
        return then + timedelta(seconds=self._ticks() - at)

    @property
    def is_shared(self) -> bool:
        """Whether the database was ever asked."""
        return self._asked is not None

    async def ask(self) -> timedelta:
        """Ask the database; the answer is how far this machine's clock is ahead of it."""
        async with self._database.read() as session:
            await clock.now(session)  # so that no connection is opened while we measure
            before = self._ticks()
            then = await clock.now(session)
            after = self._ticks()
        self._asked = (then, (before + after) / 2)
        return self._local() - self()
