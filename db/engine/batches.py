"""Look-ups by key that wait at the same time are sent together, each answered with its own rows.

Every look-up is sent after it was asked for, so each answer is the truth of its own moment.
"""

import asyncio
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from db.engine.drivers.held import WAIT
from db.engine.faults import Unavailable
from db.engine.session import Session
from db.engine.statement import Statement

LANES: Final = 2  # statements under way at once: with more of them, less is sent together
MOST: Final = 32  # look-ups in one statement
FEW: Final = 8  # look-ups that are cheaper in one statement than in two at the same time

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Lookup(Generic[Row]):
    """A look-up by keys, alone or together with others.

    `together` takes a list for each key of `alone`. A row of its answer is a pair: which of the
    look-ups it belongs to, counted from 1, and a row as `alone` has it.
    """

    alone: Statement[Row]
    together: Statement[Any]


@dataclass(eq=False, slots=True)
class _Asked:
    """A look-up that waits."""

    lookup: Lookup[Any]
    keys: dict[str, Any]
    rows: "asyncio.Future[Sequence[Any]]"
    until: float  # the loop's time; then it is refused, as one that waits for a connection is


class Batches:
    """Sends what waits as soon as one of two lanes is free."""

    def __init__(self, reads: Session, *, most: int = MOST) -> None:
        """`reads` runs the statements; `most` is how many look-ups one of them holds."""
        self._reads = reads
        self._most = most
        self._free = LANES
        self._gathers = False
        self._waiting: deque[_Asked] = deque()
        self._lanes: set[asyncio.Task[None]] = set()

    async def rows(self, lookup: Lookup[Row], keys: dict[str, Any]) -> Sequence[Row]:
        """The rows of one look-up."""
        if not self._free or self._gathers:
            return await self._wait(lookup, keys)
        self._free -= 1
        try:
            await self._gather()
            if not self._waiting:
                return await self._reads.all(lookup.alone, **keys)
            rows = self._wait(lookup, keys)
        finally:
            self._leave_lane()
        return await rows

    async def _gather(self) -> None:
        """Let what else is asked in this turn of the loop join."""
        self._gathers = True
        try:
            await asyncio.sleep(0)
        finally:
            self._gathers = False

    def _wait(self, lookup: Lookup[Row], keys: dict[str, Any]) -> "asyncio.Future[Sequence[Row]]":
        loop = asyncio.get_running_loop()
        asked = _Asked(lookup, keys, loop.create_future(), loop.time() + WAIT)
        self._waiting.append(asked)
        return asked.rows

    def _leave_lane(self) -> None:
        """Let those who wait have it, in a task of their own: this one's client may be gone.

        Many share it with the other lane where that is free too: while PostgreSQL looks up one
        half, this process answers the other.
        """
        self._free += 1
        waiting = len(self._waiting)
        share = min(self._most, waiting if waiting <= FEW else math.ceil(waiting / self._free))
        while self._waiting and self._free:
            self._free -= 1
            lane = asyncio.get_running_loop().create_task(self._serve(self._next(share)))
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)

    async def _serve(self, batch: list[_Asked]) -> None:
        while batch:
            await self._answer(batch)
            batch = self._next(self._most)
        self._free += 1

    def _next(self, most: int) -> list[_Asked]:
        """The longest waiters that ask for the same, without those whose client is gone."""
        batch: list[_Asked] = []
        now = asyncio.get_running_loop().time()
        while self._waiting and len(batch) < most:
            if batch and self._waiting[0].lookup is not batch[0].lookup:
                break
            asked = self._waiting.popleft()
            if asked.until < now:
                _refuse([asked], Unavailable("No answer came in time."))
            elif not asked.rows.done():
                batch.append(asked)
        return batch

    async def _answer(self, batch: list[_Asked]) -> None:
        if len(batch) > 1:
            try:
                await self._answer_together(batch)
            except Unavailable as outage:
                _refuse(batch, outage)
            except Exception:  # noqa: BLE001 - what one look-up brought must not fail the others
                for asked in batch:
                    await self._answer_alone(asked)
        else:
            await self._answer_alone(batch[0])

    async def _answer_together(self, batch: list[_Asked]) -> None:
        lookup = batch[0].lookup
        lists = {name: [asked.keys[name] for asked in batch] for name in batch[0].keys}
        rows: list[list[Any]] = [[] for _ in batch]
        for number, row in await self._reads.all(lookup.together, **lists):
            rows[number - 1].append(row)
        for asked, found in zip(batch, rows, strict=True):
            if not asked.rows.done():
                asked.rows.set_result(found)

    async def _answer_alone(self, asked: _Asked) -> None:
        try:
            found = await self._reads.all(asked.lookup.alone, **asked.keys)
        except Exception as error:  # noqa: BLE001 - raised where it was asked
            _refuse([asked], error)
        else:
            if not asked.rows.done():
                asked.rows.set_result(found)


def _refuse(batch: list[_Asked], error: Exception) -> None:
    for asked in batch:
        if not asked.rows.done():
            asked.rows.set_exception(error)
