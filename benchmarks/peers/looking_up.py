"""Looks a context up with the product's own statement on connections that stay open."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import asyncpg

from benchmarks.peers.statement import Row, Statement

if TYPE_CHECKING:
    from asyncpg.prepared_stmt import PreparedStatement

CONNECTIONS = 10  # as many as the product holds

Prepared: TypeAlias = "PreparedStatement[asyncpg.Record]"


class LookUp(Protocol):
    """Answers what the database says of a session."""

    async def row(self, access_key: str, token: str) -> Row:
        """The row of one session; raises LookupError without one."""


class OneByOne:
    """A statement for each request; those that find no connection free wait in line."""

    def __init__(self, statement: Statement, prepared: Sequence[Prepared]) -> None:
        self._statement = statement
        self._free: asyncio.Queue[Prepared] = asyncio.Queue()
        for each in prepared:
            self._free.put_nowait(each)

    async def row(self, access_key: str, token: str) -> Row:
        asked = {"access_key": access_key, "token_hash": hashlib.sha256(token.encode()).digest()}
        prepared = await self._free.get()
        try:
            (found,) = await prepared.fetch(*self._statement.arguments(asked))
        finally:
            self._free.put_nowait(prepared)
        return Row._make(found)


@asynccontextmanager
async def connections(count: int = CONNECTIONS) -> AsyncIterator[list["asyncpg.Connection[Any]"]]:
    """So many open connections, which read ids as the product writes them."""
    opened = [await asyncpg.connect(os.environ["DATABASE_URL"]) for _ in range(count)]
    for each in opened:
        await each.set_type_codec(
            "uuid", schema="pg_catalog", encoder=bytes.fromhex, decoder=bytes.hex, format="binary"
        )
    try:
        yield opened
    finally:
        for each in opened:
            await each.close()


@asynccontextmanager
async def one_by_one() -> AsyncIterator[LookUp]:
    """Look-ups without batches."""
    statement = Statement("alone")
    async with connections() as opened:
        prepared = [await each.prepare(statement.text) for each in opened]
        yield OneByOne(statement, prepared)
