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
from server.background.failures import Failures
from server.background.walking import MENDED
from server.telemetry.metrics import Metrics

log = structlog.get_logger()

AGAIN: Final = 60  # seconds between two lines about the same delay
NAMED: Final = 10  # lost events, or tiles; the others are counted
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
        self._failures = Failures(FAILED, ticks=ticks)
        self._waiting, self.seen = Waiting(), SeenEnd()
        self._place: int | None = None  # of the newest leaf, while events wait
        self._since: float | None = None  # when events waited, and that leaf was the newest
        self._told = 0.0

    async def __call__(self, application: Application) -> None:
        """Seal what waits. A failure is logged."""
        began = self._ticks()
        waiting, lost = await self._waiting.look(application)
        if lost:
            self._metrics.audit_events_lost += len(lost)
            log.error(LOST, number=len(lost), ids=lost[:NAMED])
        if not waiting:
            self._failures.succeeded()
            self._go_on(None)
            return
        sealed = await self._seal(application)
        place = await newest_place(application)
        if sealed or self._place not in {None, place}:
            self._go_on(place)
        else:
            self._hold(place, began, waiting[0])

    async def _seal(self, application: Application) -> int:
        try:
            sealed = await seal_new_events(application, self.seen)
        except Exception as fault:  # noqa: BLE001 - tried again in a second
            self._failures.failed(fault)
            return 0
        self._failures.succeeded()
        if mended := self.seen.take_mended():
            log.warning(MENDED, number=len(mended), tiles=mended[:NAMED])
        return sealed

    def _go_on(self, place: int | None) -> None:
        """Nothing waits any more, or a process has sealed."""
        if self._metrics.audit_sealing_held_off and self._since is not None:
            log.warning(RESUMED, seconds=round(self._ticks() - self._since))
        self._place, self._since = place, None
        self._metrics.audit_sealing_held_off = 0.0

    def _hold(self, place: int, began: float, first_id: int) -> None:
        """Events still wait behind the leaf at this place, though each process tries to seal."""
        if self._since is None:
            self._since, self._told = began, began - AGAIN
        self._place, now = place, self._ticks()
        if now - self._since < HELD_OFF.total_seconds():
            return
        self._metrics.audit_sealing_held_off = now - self._since
        if now - self._told >= AGAIN:
            self._told = now
            log.error(DELAYED, seconds=round(now - self._since), first_id=first_id)
