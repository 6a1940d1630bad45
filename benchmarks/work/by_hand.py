"""What an operation's own statements and hashes cost without the product: CPU microseconds."""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from auth.sign_in.passwords import Passwords
from benchmarks.harness import cores
from benchmarks.work.recording import Sent
from server.settings.settings import Settings

Step = Callable[[], Awaitable[Any]]


def statements(url: str, sent: Sequence[Sent], *, repetitions: int) -> float:
    """On one bare connection, prepared; what would be committed is rolled back."""
    with cores.on(cores.SERVER):
        return uvloop.run(_measure(url, sent, repetitions))


def a_hash(password: str, *, repetitions: int) -> float:
    """A password's hash with the product's parameters; a verification costs the same."""
    settings = Settings()
    passwords = Passwords(memory_cost=settings.argon2_memory, time_cost=settings.argon2_time)
    with cores.on(cores.SERVER):
        begun = time.process_time()
        for _ in range(repetitions):
            passwords.hash(password)
        return (time.process_time() - begun) / repetitions * 1e6


async def _measure(url: str, sent: Sequence[Sent], repetitions: int) -> float:
    connection = await asyncpg.connect(url)
    try:
        await connection.set_type_codec(
            "uuid", schema="pg_catalog", encoder=_id_bytes, decoder=bytes.hex, format="binary"
        )
        steps = [await _step(connection, each) for each in sent]
        costs = [await _round(connection, steps) for _ in range(-3, repetitions)]
        return sum(costs[3:]) / repetitions * 1e6
    finally:
        await connection.close()


async def _round(connection: "asyncpg.Connection[Any]", steps: Sequence[Step]) -> float:
    """The seconds of all steps, in a transaction that is rolled back, so that they can be again."""
    await connection.execute("BEGIN")
    begun = time.process_time()
    for step in steps:
        await step()
    cost = time.process_time() - begun
    await connection.execute("ROLLBACK")
    return cost


async def _step(connection: "asyncpg.Connection[Any]", sent: Sent) -> Step:
    if sent.arguments is None:
        text = re.sub(r"^BEGIN[^;]*", "SAVEPOINT own", sent.text)
        return partial(connection.execute, "ROLLBACK TO own" if text == "COMMIT" else text)
    prepared = await connection.prepare(sent.text)
    if sent.many:
        return partial(prepared.executemany, sent.arguments)
    return partial(prepared.fetch, *sent.arguments)


def _id_bytes(value: UUID | str) -> bytes:
    """An id as either of the product's two ways to the database sends it."""
    return value.bytes if isinstance(value, UUID) else bytes.fromhex(value)
