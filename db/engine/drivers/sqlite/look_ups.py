"""Look-ups of SQLite that are asked for in the same turn of the event loop are done in a row.

They share one read transaction, which spares each of them the locks of the file. It begins when
all of them have been asked for, so each answer is the truth of its own moment.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from db.engine.drivers.sqlite.connection import SqliteConnection, Work

Asked = tuple[Work, "asyncio.Future[Any]"]


class LookUps:
    """Pieces of work on one connection that waits for no lock, on the event loop."""

    def __init__(self, opened: Callable[[], SqliteConnection]) -> None:
        """`opened` answers the connection. What it raises, all get who asked in that turn."""
        self._opened = opened
        self._asked: list[Asked] = []

    def done(self, work: Work) -> "asyncio.Future[Any]":
        """What the piece of work brings or raises, when the turn is over."""
        loop = asyncio.get_running_loop()
        if not self._asked:
            loop.call_soon(self._do_all)
        found: asyncio.Future[Any] = loop.create_future()
        self._asked.append((work, found))
        return found

    def _do_all(self) -> None:
        asked, self._asked = self._asked, []
        try:
            connection = self._opened()
            with _snapshot(connection) if len(asked) > 1 else nullcontext():
                for work, found in asked:
                    _do(work, connection, found)
        except Exception as error:  # noqa: BLE001 - raised where it was asked
            for _, found in asked:
                if not found.done():
                    found.set_exception(error)


@contextmanager
def _snapshot(connection: SqliteConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()  # nothing was written; and unlike COMMIT it is never refused


def _do(work: Work, connection: SqliteConnection, found: "asyncio.Future[Any]") -> None:
    if found.done():  # the client is gone
        return
    try:
        found.set_result(work(connection))
    except Exception as error:  # noqa: BLE001 - as above
        found.set_exception(error)
