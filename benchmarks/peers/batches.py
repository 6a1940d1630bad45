"""Looks contexts up together: what waits while all connections are busy is asked at once."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from benchmarks.peers.looking_up import LookUp, Prepared, connections
from benchmarks.peers.statement import Row, Statement

BATCH = 32
CONNECTIONS = 2  # more of them would make the batches smaller


class Waiting(NamedTuple):
    """A look-up that has not been sent yet."""

    access_key: str
    token_hash: bytes
    answer: "asyncio.Future[Row]"


class Together:
    """A statement for all requests that wait for a connection."""

    def __init__(self, statement: Statement, prepared: Sequence[Prepared]) -> None:
        self._statement = statement
        self._free = list(prepared)
        self._waiting: list[Waiting] = []
        self._asking: set[asyncio.Task[None]] = set()

    async def row(self, access_key: str, token: str) -> Row:
        loop = asyncio.get_running_loop()
        waiting = Waiting(access_key, hashlib.sha256(token.encode()).digest(), loop.create_future())
        self._waiting.append(waiting)
        loop.call_soon(self._send)  # once all requests of this turn of the loop wait
        return await waiting.answer

    def _send(self) -> None:
        while self._waiting and self._free:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            task = asyncio.create_task(self._ask(self._free.pop(), batch))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, prepared: Prepared, batch: Sequence[Waiting]) -> None:
        asked = {
            "access_key": [each.access_key for each in batch],
            "token_hash": [each.token_hash for each in batch],
        }
        try:
            for *row, number in await prepared.fetch(*self._statement.arguments(asked)):
                answer = batch[number - 1].answer
                if not answer.done():
                    answer.set_result(Row._make(row))
        finally:
            for each in batch:
                if not each.answer.done():
                    each.answer.set_exception(LookupError())
            self._free.append(prepared)
            self._send()


@asynccontextmanager
async def together() -> AsyncIterator[LookUp]:
    """Look-ups in batches."""
    statement = Statement("together")
    async with connections(CONNECTIONS) as opened:
        prepared = [await each.prepare(statement.text) for each in opened]
        yield Together(statement, prepared)
