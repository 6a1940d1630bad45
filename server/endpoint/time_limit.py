"""Ends operations that take too long, as asyncio.timeout does, by one timer for all of them.

To set a timer for each takes more time than to make most answers.
"""

import asyncio
from functools import cache
from types import TracebackType
from typing import Final, Self


class _Limited:
    """What one task does within the limit."""

    __slots__ = ("_cancelling", "_running", "is_over", "task", "until")

    def __init__(
        self, running: "dict[_Limited, None]", task: "asyncio.Task[object]", until: float
    ) -> None:
        """`running` has all that is within the limit; `until` is the loop's time."""
        self._running = running
        self._cancelling = task.cancelling()
        self.task = task
        self.until = until
        self.is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._running.pop(self, None)
        if not self.is_over:
            return
        by_this_alone = self.task.uncancel() <= self._cancelling
        if by_this_alone and kind is asyncio.CancelledError:
            raise TimeoutError from error


class TimeLimit:
    """A number of seconds, and what runs within it."""

    def __init__(self, seconds: float) -> None:
        self._seconds: Final = seconds
        self._running: dict[_Limited, None] = {}  # what began first is over first
        self._loop: asyncio.AbstractEventLoop | None = None  # the one whose timer is set

    def __call__(self) -> _Limited:
        """A context for the running task, which is cancelled in it; it raises TimeoutError then."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None  # noqa: S101 - a coroutine calls this
        is_other = loop is not self._loop
        if is_other:
            self._running = {}
        limited = _Limited(self._running, task, loop.time() + self._seconds)
        self._running[limited] = None
        if is_other:
            self._set_timer(loop, limited)
        return limited

    def _set_timer(self, loop: asyncio.AbstractEventLoop, first: _Limited) -> None:
        self._loop = loop
        loop.call_at(first.until, self._end, loop)

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        """End what is over, and wait for what is over next."""
        while first := next(iter(self._running), None):
            if first.until > loop.time():
                self._set_timer(loop, first)
                return
            del self._running[first]
            first.is_over = True
            first.task.cancel()
        self._loop = None


@cache
def within(seconds: float) -> TimeLimit:
    """The limit of so many seconds in this process."""
    return TimeLimit(seconds)
