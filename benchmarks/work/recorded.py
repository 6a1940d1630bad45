"""What each operation sends and hashes, and what its statements cost when they are run by hand."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import asyncpg
import httpx

from benchmarks.bench import Bench
from benchmarks.data.revisions import SETTINGS
from benchmarks.harness.messages import HOST
from benchmarks.work import by_hand
from benchmarks.work.operation import Operation
from benchmarks.work.recording import Record, recording
from benchmarks.work.served import Refused, read
from server.app import create
from server.application import wire
from server.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Recorded:
    """An operation's round trips and hashes; `statements` is microseconds of CPU."""

    round_trips: int
    hashes: int
    statements: float


class Recorder:
    """Runs operations in this process, and what they have sent again on a copy from before."""

    def __init__(self, bench: Bench, filled: str, *, warming_up: int, repetitions: int) -> None:
        """`filled` is the URL of a database to copy."""
        self.left_out: dict[str, str] = {}
        self._bench = bench
        self._url = bench.filled.copy(filled, "recorded")
        self._warming_up = warming_up
        self._repetitions = repetitions

    def run(self, operations: Sequence[Operation]) -> dict[str, Recorded]:
        """By document; those that are refused are left out."""
        found = {}
        databases = self._bench.databases
        for operation in operations:
            before = databases.create("before", template=self._url.rpartition("/")[2])
            with leaving_out(operation, self.left_out):
                record = asyncio.run(self._record(operation))
                statements = by_hand.statements(before, record.sent, repetitions=self._repetitions)
                found[operation.document] = Recorded(len(record.sent), record.hashes, statements)
            databases.drop("before")
        return found

    async def _record(self, operation: Operation) -> Record:
        """What the repetition after those of warming up sends."""
        values = {name.lower(): value for name, value in SETTINGS.items()}
        settings = Settings.model_validate({"database_url": self._url, **values})
        # The application writes its log to the output that it finds when it is made.
        with redirect_stdout(StringIO()), recording() as record:
            application = wire(settings)
            transport = httpx.ASGITransport(create(settings, application))
            try:
                async with httpx.AsyncClient(
                    transport=transport, base_url=f"http://{HOST}"
                ) as client:
                    for number in range(self._warming_up + 1):
                        record.clear()
                        body, headers = operation.request(number)
                        answer = await client.post("/graphql", content=body, headers=headers)
                        operation.made.append(read(operation.document, answer.content))
                    return Record(list(record.sent), record.hashes)
            finally:
                await application.database.dispose()


@contextmanager
def leaving_out(operation: Operation, left_out: dict[str, str]) -> Iterator[None]:
    """Note why an operation cannot be measured, and go on."""
    try:
        yield
    except (Refused, asyncpg.PostgresError, LookupError) as reason:
        left_out[operation.document] = f"{type(reason).__name__}: {reason}"
