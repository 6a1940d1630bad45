"""What an operation's own statements and hashes cost without the product: CPU microseconds."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import uvloop

from auth.sign_in.passwords import Passwords
from benchmarks.harness import cores
from benchmarks.work.recording import Sent
from db.demo.names import PASSWORD
from server.settings.settings import Settings

Step = Callable[[], Awaitable[Any]]


class Spent(NamedTuple):
    """Microseconds of CPU: of the process that sends statements, and of PostgreSQL's."""

    client: float
    database: float


@contextmanager
def statements(url: str, sent: Sequence[Sent]) -> Iterator[Callable[[int], Spent]]:
    """Runs them so many times; the answer is what one time costs.

    They run on one bare connection, prepared; what would be committed is rolled back.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        connection = runner.run(_connect(url))
        try:
            steps = [runner.run(_step(connection, each)) for each in sent]
            yield lambda repetitions: runner.run(_cost(connection, steps, repetitions))
        finally:
            runner.run(connection.close())


class Hashes:
    """Hashes of a password with the product's parameters; a verification costs the same."""

    def cost(self, number: int, repetitions: int) -> float:
        """What so many hashes cost, by some repetitions."""
        with cores.on(cores.SERVER):
            begun = time.process_time()
            for _ in range(number * repetitions):
                self._passwords.hash(PASSWORD)
            return (time.process_time() - begun) / repetitions * 1e6

    @cached_property
    def _passwords(self) -> Passwords:
        settings = Settings()
        return Passwords(memory_cost=settings.argon2_memory, time_cost=settings.argon2_time)


async def _connect(url: str) -> "asyncpg.Connection[Any]":
    connection = await asyncpg.connect(url)
    await connection.set_type_codec(
        "uuid", schema="pg_catalog", encoder=_id_bytes, decoder=bytes.hex, format="binary"
    )
    return connection


async def _cost(
    connection: "asyncpg.Connection[Any]", steps: Sequence[Step], repetitions: int
) -> Spent:
    backend = f"/proc/{connection.get_server_pid()}/schedstat"
    with cores.on(cores.SERVER):
        rounds = [await _round(connection, backend, steps) for _ in range(repetitions)]
    client, database = (sum(seconds) / repetitions * 1e6 for seconds in zip(*rounds, strict=True))
    return Spent(client, database)


async def _round(
    connection: "asyncpg.Connection[Any]", backend: str, steps: Sequence[Step]
) -> tuple[float, float]:
    """The seconds of all steps, in a transaction that is rolled back, so that they can be again.

    Nothing dear may be done in between: what runs on cold caches costs several times as much.
    """
    await connection.execute("BEGIN")
    of_database, begun = _seconds(backend), time.process_time()
    for step in steps:
        await step()
    ended = time.process_time()
    of_database = _seconds(backend) - of_database
    await connection.execute("ROLLBACK")
    return ended - begun, of_database


def _seconds(schedstat: str) -> float:
    """The CPU time of a process with one thread, from the kernel's file of it."""
    with open(schedstat, "rb") as file:  # noqa: PTH123 - a Path takes twice the time
        return int(file.read().split()[0]) / 1e9


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
