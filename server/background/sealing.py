"""Seals the audit log each second, and tells when that is held off or when an event is lost."""

import time
from collections.abc import Callable
from typing import Final

import structlog

from resolvers.application import Application
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.tree import newest_place
from resolvers.audit.watching.lost import Waiting
from resolvers.audit.watching.seen_end import SeenEnd
from resolvers.audit.watching.state import HELD_OFF
from server.telemetry.metrics import Metrics

log = structlog.get_logger()

AGAIN: Final = 60  # seconds between two lines about the same delay
NAMED: Final = 10  # lost events; the others are counted
FAILED: Final = "audit_log.sealing_failed"
DELAYED: Final = "audit_log.sealing_held_off"
RESUMED: Final = "audit_log.sealing_goes_on"
LOST: Final = "audit_log.events_lost"


class Sealing:
    """The background task; it measures by the process's own clock, which no database sets back."""

    def __init__(self, metrics: Metrics, *, ticks: Callable[[], float] = time.monotonic) -> None:
        """`ticks` are seconds."""
        self._metrics = metrics
        self._ticks = ticks
        self._waiting, self._seen = Waiting(), SeenEnd()
        self._place: int | None = None  # of the newest leaf, while events wait
        self._since: float | None = None  # when events waited, and this leaf was the newest
        self._told = 0.0

    async def __call__(self, application: Application) -> None:
        """Seal what waits. A failure is logged."""
        waiting, lost = await self._waiting.look(application)
        if lost:
            self._metrics.audit_events_lost += len(lost)
            log.error(LOST, number=len(lost), ids=lost[:NAMED])
        if not waiting:
            self._note(None)
            return
        try:
            await seal_new_events(application, self._seen)
        except Exception as fault:  # noqa: BLE001 - tried again in a second
            log.warning(FAILED, error=type(fault).__name__)
        self._note(await newest_place(application), waiting[0])

    def _note(self, place: int | None, first_id: int = 0) -> None:
        """Events still wait behind the leaf at this place, or none waits."""
        now = self._ticks()
        if place is None or place != self._place or self._since is None:
            if self._metrics.audit_sealing_held_off:
                log.warning(RESUMED, seconds=round(self._metrics.audit_sealing_held_off))
            self._place, self._since, self._told = place, now, now - AGAIN
            self._metrics.audit_sealing_held_off = 0.0
            return
        delay = now - self._since
        if delay < HELD_OFF.total_seconds():
            return
        self._metrics.audit_sealing_held_off = delay
        if now - self._told >= AGAIN:
            self._told = now
            log.error(DELAYED, seconds=round(delay), first_id=first_id)
