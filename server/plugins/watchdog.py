"""Tells, from a thread of its own, that the event loop is held while plug-ins are asked.

A question is over after its deadline, whatever the plug-in does; only code that does not let go of
the loop can keep it open for longer. The thread runs while there are questions.
"""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from server.faults import FRAMES, lines_of

log = structlog.get_logger()

ROOM: Final = 0.3  # seconds after the deadline; a turn of the server's own is shorter
LOOK: Final = 0.1  # seconds between two looks
BLOCKED: Final = "plugins.loop_blocked"
FREE: Final = "plugins.loop_free"


@dataclass(eq=False, slots=True)
class _Watch:
    plugins: Sequence[str]
    thread: int  # of the loop
    began: float
    seen: bool = False  # to be held
    told: bool = False  # for all that are held with it


class Watchdog:
    """Watches the questions of a process."""

    def __init__(self, *, after: float, ticks: Callable[[], float] = time.monotonic) -> None:
        """`after`: the deadline of a question, in seconds as `ticks`."""
        self._after = after + ROOM
        self._ticks = ticks
        self._watches: set[_Watch] = set()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @contextmanager
    def watching(self, plugins: Sequence[str]) -> Iterator[None]:
        """Watch a question to these plug-ins."""
        watch = _Watch(plugins, threading.get_ident(), self._ticks())
        with self._lock:
            self._watches.add(watch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._watches.discard(watch)
            if watch.told:
                seconds = round(self._ticks() - watch.began, 1)
                log.error(FREE, plugins=plugins, seconds=seconds)

    def _run(self) -> None:
        while True:
            time.sleep(LOOK)
            with self._lock:
                if not self._watches:
                    self._thread = None
                    return
                held = [watch for watch in self._watches if self._is_held(watch)]
            if held:
                self._tell(held)

    def _is_held(self, watch: _Watch) -> bool:
        return not watch.seen and self._ticks() - watch.began > self._after

    def _tell(self, held: Sequence[_Watch]) -> None:
        """One line for all questions that wait for the same loop."""
        for watch in held:
            watch.seen = True
        held[0].told = True
        frame = sys._current_frames().get(held[0].thread)  # noqa: SLF001 - documented, in spite of its name
        frames = lines_of(traceback.extract_stack(frame)[-FRAMES:]) if frame else []
        log.error(BLOCKED, plugins=held[0].plugins, frames=frames)
