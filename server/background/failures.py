"""Logs the failures of work that is tried again: each kind once, and when the work goes on."""

import time
from collections.abc import Callable
from typing import Final

import structlog

from server.faults import names_of

log = structlog.get_logger()

QUIET: Final = 60  # seconds without a failure, after which the work goes on
RESUMED: Final = "background.goes_on"


class Failures:
    """Those of one work, since it last went on."""

    def __init__(self, event: str, *, ticks: Callable[[], float] = time.monotonic) -> None:
        """`event` is the one of the log for a failure; `ticks` are seconds."""
        self._event = event
        self._ticks = ticks
        self._told: list[dict[str, str]] = []
        self._number = 0
        self._last = 0.0

    def failed(self, fault: Exception) -> None:
        """Log it, unless one of the same type and cause was logged."""
        self._number += 1
        self._last = self._ticks()
        names = names_of(fault)
        if names not in self._told:
            self._told.append(names)
            log.warning(self._event, **names)

    def succeeded(self) -> None:
        """Log that the work goes on; work that fails every other time does not."""
        if self._number == 0 or self._ticks() - self._last < QUIET:
            return
        log.warning(RESUMED, after=self._event, failures=self._number)
        self._told, self._number = [], 0
