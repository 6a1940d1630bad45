"""Looks contexts up together: what waits while all connections are busy is asked at once."""

import asyncio
import hashlib
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from benchmarks.peers.looking_up import LookUp, Prepared, Statement, connections

if TYPE_CHECKING:
    import asyncpg

BATCH = 32
CONNECTIONS = 2  # more of them would make the batches smaller

Rows: TypeAlias = "Sequence[asyncpg.Record]"


class Waiting(NamedTuple):
    """A look-up that has not been sent yet."""

    access_key: str
    token_hash: bytes
    answer: "asyncio.Future[Rows]"


class Together:
    """A statement for all requests that wait for a connection."""

    def __init__(self, statement: Statement, prepared: Sequence[Prepared]) -> None:
        self._statement = statement
        self._free = list(prepared)
        self._waiting: list[Waiting] = []
        self._asking: set[asyncio.Task[None]] = set()

    async def rows(self, access_key: str, token: str) -> Rows:
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
        found: dict[int, list[asyncpg.Record]] = defaultdict(list)
        try:
            for row in await prepared.fetch(*self._statement.arguments(asked)):
                found[row["place"]].append(row)
        finally:
            for place, each in enumerate(batch, start=1):
                if not each.answer.done():
                    each.answer.set_result(found[place])
            self._free.append(prepared)
            self._send()


def text(statement: Statement) -> str:
    """The statement for every place of two arrays, each row with its place."""
    token_hash, access_key = statement.place("token_hash"), statement.place("access_key")
    inner = re.sub(rf"\{token_hash}\b(::\w+)?", "asked.token_hash", statement.text)
    inner = re.sub(rf"\{access_key}\b(::\w+)?", "asked.access_key", inner)
    return (
        f"SELECT asked.place, found.* FROM unnest({token_hash}::bytea[], {access_key}::varchar[]) "
        f"WITH ORDINALITY AS asked (token_hash, access_key, place), LATERAL ({inner}) AS found"
    )


@asynccontextmanager
async def together() -> AsyncIterator[LookUp]:
    """Look-ups in batches."""
    statement = Statement()
    async with connections(CONNECTIONS) as opened:
        prepared = [await each.prepare(text(statement)) for each in opened]
        yield Together(statement, prepared)
