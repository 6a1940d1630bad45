"""Ranges of the audit log that one statement looks at, and the sealing of what is in them."""

import asyncio
from typing import TYPE_CHECKING, Final, TypedDict

from auth.audit.erasable import ERASURES
from db.statements.imitation import audit_waiting
from resolvers.audit.sealing import seal_new_events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from db.engine.session import Session
    from resolvers.application import Application

EVENTS: Final = 10_000  # of one window
PATIENCE: Final = 30  # seconds in which this process or another seals what waits
PAUSE: Final = 0.1  # seconds


class Window(TypedDict):
    """A range of ids with both ends."""

    start: int
    last: int


class NotSealed(RuntimeError):
    """Events wait to be sealed, and nothing seals them."""


async def windows(session: "Session", start: int, through: int) -> "AsyncIterator[Window]":
    """Ranges of so many events each, however far apart their ids are."""
    while start <= through:
        last = await audit_waiting.find_end(session, start=start, through=through, limit=EVENTS)
        if last is None:
            return
        yield Window(start=start, last=last)
        start = last + 1


async def seal_through(application: "Application", event_id: int) -> None:
    """Seal the events up to this one, or wait until another process has; raises NotSealed."""
    reads = application.database.reads
    for _ in range(int(PATIENCE / PAUSE)):
        while await seal_new_events(application):
            pass
        waiting = await audit_waiting.find_waiting(reads, limit=1, without=ERASURES)
        if not waiting or (waiting[0].id or 0) > event_id:
            return
        await asyncio.sleep(PAUSE)
    raise NotSealed
