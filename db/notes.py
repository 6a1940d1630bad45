"""Small writes that reads make, such as that a session is used, and that no read waits for."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Final

from db.engine.faults import Unavailable

PATIENCE: Final = 0.5  # seconds that a read waits until its note is written


async def noted(writing: Awaitable[object]) -> None:
    """Wait for the note for a moment, and go on without it; the next request writes its own.

    What is noted must be safe to lose: a session whose use is not noted ends earlier, never later.
    """
    with suppress(Unavailable, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await writing
