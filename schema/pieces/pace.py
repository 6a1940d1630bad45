"""Spreads the long lists of an answer over turns of the event loop, so that others are served."""

from typing import Final

from anyio import Lock
from anyio.lowlevel import checkpoint

AT_ONCE: Final = 200  # items in one turn: at ten values each they take graphql-core about 20 ms


class Pace:
    """The turns of one operation's lists, first come, first served."""

    def __init__(self) -> None:
        """The first turn has begun."""
        self._left = AT_ONCE
        self._turn = Lock(fast_acquire=True)

    async def take(self, items: int) -> None:
        """Return in a turn that has room for a list of so many items, or that begins with it."""
        async with self._turn:
            if self._left <= 0:
                await checkpoint()
                self._left = AT_ONCE
            self._left -= items
