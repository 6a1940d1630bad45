"""Logs plug-ins that did not answer, a line for each kind of failure within ten seconds."""

from collections.abc import Callable
from typing import Final

import structlog

from server.plugins.question import Outcome

log = structlog.get_logger()

AGAIN: Final = 10.0  # seconds between two lines about the same; a user can ask at any rate


class Complaints:
    """The lines, and what was left out since the last one."""

    def __init__(self, *, ticks: Callable[[], float]) -> None:
        """`ticks` are seconds."""
        self._ticks = ticks
        self._told: dict[tuple[str, str], float] = {}
        self._left_out: dict[tuple[str, str], int] = {}

    def log(self, plugin: str, outcome: Outcome) -> None:
        """Log what the outcome says; nothing of a plug-in that has answered."""
        if outcome.event is None:
            return
        key, now = (plugin, outcome.event), self._ticks()
        if key in self._told and now - self._told[key] < AGAIN:
            self._left_out[key] = self._left_out.get(key, 0) + 1
            return
        self._told[key] = now
        before = self._left_out.pop(key, 0)
        log.error(outcome.event, plugin=plugin, **(outcome.facts or {}), left_out_before=before)
