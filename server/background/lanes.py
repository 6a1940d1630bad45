"""Works for several webhooks or providers side by side, so that a slow one holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from resolvers.application import Application

Find = Callable[[Application], Awaitable[Sequence[str]]]
Work = Callable[[Application, str], Coroutine[Any, Any, None]]


class Lanes:
    """Those for whom this process works at this moment, each by a task of its own."""

    def __init__(self, find: Find, work: Work) -> None:
        """`find` names those for whom something is due; `work` does it for one of them."""
        self._find = find
        self._work = work
        self._lanes: dict[str, asyncio.Task[None]] = {}

    async def look(self, application: Application) -> None:
        """Begin a lane for each for whom something is due.

        Raises what ended a lane since the last look; what it had taken is taken again.
        """
        for name in await self._find(application):
            if name not in self._lanes:
                self._lanes[name] = asyncio.create_task(self._work(application, name))
        ended = [name for name, lane in self._lanes.items() if lane.done()]
        faults = [self._lanes.pop(name).exception() for name in ended]
        for fault in filter(None, faults):
            raise fault

    async def close(self) -> None:
        """Give up what is under way: its lease runs out, and another process takes it."""
        for lane in self._lanes.values():
            lane.cancel()
        for lane in self._lanes.values():
            with suppress(asyncio.CancelledError, Exception):
                await lane
