"""Looks a context up with the product's own statement on connections that stay open."""

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import asyncpg

if TYPE_CHECKING:
    from asyncpg.prepared_stmt import PreparedStatement

CONNECTIONS = 10  # as many as the product holds

Prepared: TypeAlias = "PreparedStatement[asyncpg.Record]"


class LookUp(Protocol):
    """Answers the rows of a session, one for each line of its cart."""

    async def rows(self, access_key: str, token: str) -> Sequence[asyncpg.Record]:
        """The rows of one session."""


class Statement:
    """The statement's text, and the arguments that it takes."""

    def __init__(self) -> None:
        told = json.loads(Path(os.environ["STATEMENT"]).read_text())
        self.text: str = told["text"]
        self._arguments: list[dict[str, Any]] = told["arguments"]

    def arguments(self, asked: Mapping[str, object]) -> list[object]:
        """The arguments in their order, for what is asked and the statement's constants."""
        return [
            asked[each["asked"]] if "asked" in each else each["constant"]
            for each in self._arguments
        ]

    def place(self, name: str) -> str:
        """How the statement's text refers to an argument that is asked for."""
        return f"${1 + self._arguments.index({'asked': name})}"


class OneByOne:
    """A statement for each request; those that find no connection free wait in line."""

    def __init__(self, statement: Statement, prepared: Sequence[Prepared]) -> None:
        self._statement = statement
        self._free: asyncio.Queue[Prepared] = asyncio.Queue()
        for each in prepared:
            self._free.put_nowait(each)

    async def rows(self, access_key: str, token: str) -> Sequence[asyncpg.Record]:
        asked = {"access_key": access_key, "token_hash": hashlib.sha256(token.encode()).digest()}
        prepared = await self._free.get()
        try:
            return await prepared.fetch(*self._statement.arguments(asked))
        finally:
            self._free.put_nowait(prepared)


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
    statement = Statement()
    async with connections() as opened:
        prepared = [await each.prepare(statement.text) for each in opened]
        yield OneByOne(statement, prepared)
