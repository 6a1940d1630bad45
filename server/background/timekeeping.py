"""Reads the database's time each minute, and tells where its clock or this machine's was set."""

import asyncio
from typing import Final

import structlog

from server.background.failures import Failures
from server.clock import SKEW, SharedClock

log = structlog.get_logger()

PAUSE: Final = 60  # seconds between two readings
SOON: Final = 1  # after a failure, so that the time is right once the database is back
UNKNOWN: Final = "clock.unknown"


async def keep_time(clock: object) -> None:
    """Read the time until the task is cancelled; a clock that is not shared needs none."""
    failures = Failures(UNKNOWN)
    while isinstance(clock, SharedClock):
        known = await read_time(clock, failures)
        await asyncio.sleep(PAUSE if known else SOON)


async def read_time(clock: SharedClock, failures: Failures) -> bool:
    """Read it once; whether the database has answered."""
    expected = clock() if clock.is_shared else None
    try:
        ahead = await clock.ask()
    except Exception as fault:  # noqa: BLE001 - tried again in a second
        failures.failed(fault)
        return False
    failures.succeeded()
    if expected is not None and clock() < expected - SKEW:
        log.error("clock.set_back", seconds=round((expected - clock()).total_seconds(), 1))
    if abs(ahead) > SKEW:
        log.warning("clock.skewed", seconds_ahead=round(ahead.total_seconds(), 1))
    return True
