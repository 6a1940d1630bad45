"""What an operation sends to the database, and how many passwords it hashes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import httpx

from benchmarks.bench import Bench
from benchmarks.data.revisions import SETTINGS
from benchmarks.harness.messages import HOST
from benchmarks.work.operation import Operation
from benchmarks.work.recording import Record, recording
from benchmarks.work.served import read
from server.app import create
from server.application import wire
from server.settings.settings import Settings


class Recorder:
    """Runs operations in this process, on a database of its own."""

    def __init__(self, bench: Bench, filled: str, *, warming_up: int) -> None:
        """`filled` is the URL of a database to copy."""
        self._databases = bench.databases
        self._url = bench.filled.copy(filled, "recorded")
        self._warming_up = warming_up

    @contextmanager
    def recorded(self, operation: Operation) -> Iterator[tuple[Record, str]]:
        """What an operation sends, and the URL of a database as it was before."""
        before = self._databases.create("before", template=self._url.rpartition("/")[2])
        try:
            yield asyncio.run(self._record(operation)), before
        finally:
            self._databases.drop("before")

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
