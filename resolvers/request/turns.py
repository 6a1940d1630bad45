"""Goes through many rows turn by turn, so that others have the event loop in between."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

Row = TypeVar("Row")

AT_ONCE: Final = 1000  # rows, with each of which a microsecond or two is spent


async def turn_by_turn(rows: Iterable[Row]) -> AsyncIterator[Row]:
    """The rows."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
