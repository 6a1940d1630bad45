"""Measures how long one turn of the event loop keeps the processor.

The time is the CPU time of the loop's thread, so that other programs on the machine do not count.
"""

import asyncio
import gc
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.background.tasks import spare_the_collector

PAUSE = 0.001  # seconds between two beats: less than what is measured


@dataclass
class LoopWatch:
    """The longest turn so far, in seconds."""

    longest: float = 0.0
    _last: float = 0.0

    def beat(self) -> None:
        """A timer's call-back runs in the first turn after its time: what is late was held up."""
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def begin(self) -> None:
        """Forget what was before."""
        self.longest, self._last = 0.0, time.thread_time()


@contextmanager
def watched_loop() -> Iterator[LoopWatch]:
    """Watches the running loop. As in a served process, the collector is spared what stays."""
    loop, watch, thresholds = asyncio.get_running_loop(), LoopWatch(), gc.get_threshold()

    def beat() -> None:
        watch.beat()
        timers.append(loop.call_later(PAUSE, beat))

    spare_the_collector()
    timers = deque([loop.call_later(PAUSE, beat)], maxlen=1)
    watch.begin()
    try:
        yield watch
        watch.beat()
    finally:
        timers.pop().cancel()
        gc.set_threshold(*thresholds)
        gc.unfreeze()
