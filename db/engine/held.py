"""Connections that stay open: opened at first need, lent first come, first served."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, Generic, Protocol, TypeVar

from db.engine.faults import Unavailable

WAIT: Final = 2  # seconds that a unit of work waits for a connection; then it is refused


class Connection(Protocol):
    """What the pool needs of a driver's connection."""

    def is_closed(self) -> bool:
        """Whether it serves no more."""

    def terminate(self) -> None:
        """Close at once, in the middle of whatever it does."""


Held = TypeVar("Held", bound=Connection)


class Pool(Generic[Held]):
    """At most `size` connections. A place is a connection that exists or may be opened."""

    def __init__(self, connect: Callable[[], Awaitable[Held]], size: int) -> None:
        """`connect` opens one."""
        self.size = size
        self._connect = connect
        self._idle: list[Held] = []  # the last one used is lent first: its caches are warm
        self._places = 0
        self._waiting: deque[asyncio.Future[Held | None]] = deque()
        self._closed = False

    @property
    def in_use(self) -> int:
        """How many are lent, or being opened, at this moment."""
        return self._places - len(self._idle)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Held]:
        """A connection for a unit of work; one whose work was cancelled is not used again."""
        connection = await self.take()
        try:
            yield connection
        except asyncio.CancelledError:
            connection.terminate()
            raise
        finally:
            self.give_back(connection)

    async def take(self) -> Held:
        """A connection; raises Unavailable where none is free in time."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._places -= 1
        if self._places < self.size:
            self._places += 1
            return await self._open()
        lent = await self._wait()
        return await self._open() if lent is None else lent

    def give_back(self, connection: Held) -> None:
        """Lend it to the longest waiter; a closed one leaves its place."""
        if self._closed:
            connection.terminate()
        if connection.is_closed():
            self._leave_place()
        elif not self._hand_on(connection):
            self._idle.append(connection)

    def drop_idle(self) -> None:
        """Close those that nobody uses: where one was lost, the others may be lost as well."""
        for connection in self._idle:
            connection.terminate()
        self._places -= len(self._idle)
        self._idle.clear()

    def close(self) -> None:
        """Close all, those that are lent as they come back."""
        self._closed = True
        self.drop_idle()

    async def _open(self) -> Held:
        try:
            return await self._connect()
        except BaseException:
            self._leave_place()
            raise

    def _leave_place(self) -> None:
        if not self._hand_on(None):
            self._places -= 1

    async def _wait(self) -> Held | None:
        """A connection, or None: the place to open one."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Held | None] = loop.create_future()
        self._waiting.append(waiter)
        end = loop.call_later(WAIT, _refuse, waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                lent = waiter.result()  # in the same turn of the loop as the cancellation
                self._leave_place() if lent is None else self.give_back(lent)
            raise
        finally:
            end.cancel()

    def _hand_on(self, connection: Held | None) -> bool:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return True
        return False


def _refuse(waiter: "asyncio.Future[Held | None]") -> None:
    if not waiter.done():
        waiter.set_exception(Unavailable("No connection was free in time."))
