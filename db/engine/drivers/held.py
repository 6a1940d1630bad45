"""Connections that stay open: opened at first need, lent first come, first served."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
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
        self._lent: set[Held] = set()
        self._replaced: set[Held] = set()  # of those that are lent

    @property
    def in_use(self) -> int:
        """How many are lent, or being opened, at this moment."""
        return self._places - len(self._idle)

    async def take(self) -> Held:
        """A connection; raises Unavailable where none is free in time."""
        connection = self._take_idle() or await self._find()
        self._lent.add(connection)
        return connection

    def give_back(self, connection: Held) -> None:
        """Lend it to the longest waiter; a closed one leaves its place."""
        if connection not in self._lent:  # all were closed meanwhile
            connection.terminate()
            return
        self._lent.remove(connection)
        if connection in self._replaced:
            self._replaced.remove(connection)
            connection.terminate()
        if connection.is_closed():
            self._leave_place()
        else:
            self._pass_on(connection)

    def drop_idle(self) -> None:
        """Close those that nobody uses: where one was lost, the others may be lost as well."""
        for connection in self._idle:
            connection.terminate()
        self._places -= len(self._idle)
        self._idle.clear()

    def replace(self) -> None:
        """Close all, those that are lent as they come back, which keep their places until then."""
        self.drop_idle()
        self._replaced.update(self._lent)

    def close(self) -> None:
        """Close all for good, those that are lent as they come back."""
        self.drop_idle()
        self._places -= len(self._lent)
        self._lent.clear()
        self._replaced.clear()

    def _take_idle(self) -> Held | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._places -= 1
        return None

    async def _find(self) -> Held:
        if self._places < self.size:
            self._places += 1
            return await self._open()
        handed = await self._wait()
        return await self._open() if handed is None else handed

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
                self._pass_on(waiter.result())  # in the same turn of the loop
            raise
        finally:
            end.cancel()

    def _pass_on(self, connection: Held | None) -> None:
        if connection is None:
            self._leave_place()
        elif not self._hand_on(connection):
            self._idle.append(connection)

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
