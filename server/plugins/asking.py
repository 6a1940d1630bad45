"""Asks the plug-ins whether an imitation may be; one that fails or is late has vetoed."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from auth.imitation.vetoes import Attempt, Veto
from server.plugins.complaints import Complaints
from server.plugins.question import Outcome, Plugin, busy, failed, late, put
from server.plugins.watchdog import Watchdog

DEADLINE: Final = 0.2  # seconds
MOST: Final = 100  # questions that a plug-in may have open; one that never ends keeps its place

Told = tuple[Outcome, float]  # and when


class Asking:
    """The loaded plug-ins, by their names in the order of the setting."""

    def __init__(
        self,
        plugins: Mapping[str, Plugin],
        *,
        deadline: float,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ticks` are seconds, as `deadline` is."""
        self._plugins = plugins
        self._deadline = deadline
        self._ticks = ticks
        self._open: dict[str, set[asyncio.Task[Told]]] = {name: set() for name in plugins}
        self._watchdog = Watchdog(after=deadline, ticks=ticks)
        self._complaints = Complaints(ticks=ticks)

    async def __call__(self, attempt: Attempt) -> Sequence[Veto]:
        """The vetoes. All plug-ins are asked at once; no longer than the deadline is waited."""
        until = self._ticks() + self._deadline
        tasks = {name: self._begin(name, attempt) for name in self._plugins}
        asked = [task for task in tasks.values() if task is not None]
        try:
            with self._watchdog.watching(list(tasks)):
                if asked:
                    await asyncio.wait(asked, timeout=self._deadline)
        finally:
            for task in asked:
                task.cancel()  # not waited for: it may take that for a hint
        outcomes = {name: self._outcome(name, task, until) for name, task in tasks.items()}
        for name, outcome in outcomes.items():
            self._complaints.log(name, outcome)
        return [Veto(name, one.text) for name, one in outcomes.items() if one.text is not None]

    def _begin(self, name: str, attempt: Attempt) -> "asyncio.Task[Told] | None":
        """None where too many questions are open."""
        if len(self._open[name]) >= MOST:
            return None
        task = asyncio.create_task(self._put(name, attempt))
        self._open[name].add(task)
        task.add_done_callback(self._open[name].discard)
        task.add_done_callback(_forget)
        return task

    async def _put(self, name: str, attempt: Attempt) -> Told:
        return await put(name, self._plugins[name], attempt), self._ticks()

    def _outcome(self, name: str, task: "asyncio.Task[Told] | None", until: float) -> Outcome:
        if task is None:
            return busy(name, MOST)
        if not task.done():
            return late(name, self._deadline)
        if task.cancelled() or task.exception() is not None:
            return failed(name, error="CancelledError")
        outcome, at = task.result()
        return outcome if at <= until else late(name, self._deadline)


def _forget(task: "asyncio.Task[Told]") -> None:
    """Take the exception of a task that nobody waits for: asyncio would log it."""
    if not task.cancelled():
        task.exception()
