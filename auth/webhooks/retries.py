"""When a delivery that was not answered is tried again, and when it has failed."""

from datetime import datetime, timedelta
from typing import Final

PATIENCE: Final = timedelta(days=3)  # for which a delivery is tried again
ANSWER: Final = timedelta(seconds=10)  # that a receiver has, from the first packet to the last
# How long the process has that delivers. Then another one does, as if it had been killed.
LEASE: Final = 3 * ANSWER
KEPT: Final = timedelta(days=30)  # deliveries, in whatever state they are
SOON: Final = timedelta(minutes=1)  # a failure that is over by then was no outage
_FIRST: Final = timedelta(seconds=5)
_LONGEST: Final = timedelta(hours=4)
_FACTOR: Final = 3
_STEPS: Final = 8  # after which a wait is the longest one


def next_attempt(attempts: int, *, until: datetime, now: datetime) -> datetime | None:
    """When to try again after so many attempts; the last time at `until`. None: it has failed."""
    if now >= until:
        return None
    wait: timedelta = _FIRST * _FACTOR ** min(attempts - 1, _STEPS)
    return min(now + min(wait, _LONGEST), until)


def is_given_up(failing_since: datetime, *, until: datetime) -> bool:
    """Whether nothing was answered from the first attempt of a delivery to its last, at `until`.

    The receiver then gets only what is asked for, until it answers. One that answers other
    deliveries goes on getting them.
    """
    return failing_since + PATIENCE <= until


def was_outage(failing_since: datetime, *, now: datetime) -> bool:
    """Whether what waits goes on at once, now that the receiver has answered.

    One that refuses some deliveries and takes others would otherwise get the refused ones again
    each time.
    """
    return now - failing_since >= SOON
