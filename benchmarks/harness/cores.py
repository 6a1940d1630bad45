"""The two cores of a run: one for the servers, one for the load generator and the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ALLOWED = sorted(os.sched_getaffinity(0))

SERVER = _ALLOWED[0]
CLIENT = _ALLOWED[-1]  # the same one where the machine has no second


@contextmanager
def on(core: int) -> Iterator[None]:
    """Keep this thread, and the processes that it starts meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
