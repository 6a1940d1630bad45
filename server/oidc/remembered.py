"""What a provider publishes, remembered for a while; also that it just could not be had."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from auth.sign_in.oidc.refusals import SignInRefused

REMEMBERED: Final = 3600.0  # seconds
# Those who wait while a provider is asked in vain get its failure: else each would ask in turn, and
# strangers could keep everybody waiting.
FAILED: Final = 1.0  # seconds
Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """One value; several who wait for it ask once."""

    def __init__(
        self, ask: Callable[[], Awaitable[Value]], *, clock: Callable[[], float], pause: float
    ) -> None:
        """`pause` is the number of seconds between two values that are `renewed`."""
        self._ask = ask
        self._clock = clock
        self._pause = pause
        self._lock = asyncio.Lock()
        self._kept: tuple[float, Value] | None = None
        self._failed: tuple[float, SignInRefused] | None = None
        self._renewed = -math.inf

    async def get(self) -> Value:
        """The value, asked for once an hour; raises SignInRefused."""
        if self._kept is not None and self._is_fresh(self._kept[0], REMEMBERED):
            return self._kept[1]
        async with self._lock:
            return await self._got()

    async def renewed(self) -> Value:
        """The value of this moment; the one that is known where this was asked just now."""
        async with self._lock:
            if self._is_fresh(self._renewed, self._pause):
                return await self._got()
            self._renewed = self._clock()
            return await self._asked()

    async def _got(self) -> Value:
        if self._kept is not None and self._is_fresh(self._kept[0], REMEMBERED):
            return self._kept[1]
        return await self._asked()

    async def _asked(self) -> Value:
        if self._failed is not None and self._is_fresh(self._failed[0], FAILED):
            raise SignInRefused(self._failed[1].cause, self._failed[1].detail)
        try:
            value = await self._ask()
        except SignInRefused as refusal:
            self._failed = (self._clock(), refusal)
            raise
        self._kept = (self._clock(), value)
        return value

    def _is_fresh(self, since: float, longest: float) -> bool:
        return self._clock() - since < longest
