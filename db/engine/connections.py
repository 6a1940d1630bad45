"""A process's database: transactions, single reads, and look-ups that are sent together."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from db.engine.address import MEMORY, parse
from db.engine.batches import MOST, Batches, Lookup
from db.engine.drivers.postgres_address import PostgresAddress
from db.engine.drivers.postgres_connector import Connector
from db.engine.drivers.postgresql import PostgreSQL
from db.engine.drivers.sqlite.driver import Sqlite
from db.engine.locks import Locks
from db.engine.session import Session

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlmodel.ext.asyncio.session import AsyncSession

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Connections:
    """The pool of a process at this moment."""

    in_use: int
    at_most: int


class Database:
    """The one database of a process."""

    def __init__(
        self, url: str, *, connections: int = 10, pooler: bool = False, together: int = MOST
    ) -> None:
        """At most so many connections are held. `together`: see Batches.

        `pooler`: connections go through a transaction pooler, so nothing is kept in them.
        """
        address = parse(url)
        self.file: str | None = None  # of SQLite
        self._driver: PostgreSQL | Sqlite
        self._new_engine: Callable[[], AsyncEngine]
        if isinstance(address, PostgresAddress):
            connector = Connector(address)
            self._driver = PostgreSQL(connector, size=connections, pooler=pooler)
            self._new_engine = lambda: _alchemy().postgres_engine(connector.open)
        else:
            self.file = address.database or MEMORY
            self._driver = Sqlite(self.file, size=connections)
            self._new_engine = lambda: _alchemy().sqlite_engine(address)
        self._batches = Batches(self._driver.reads, most=together)

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, False for PostgreSQL."""
        return self.file is not None

    @property
    def connections(self) -> Connections:
        """Those that units of work have, and may have."""
        return Connections(self._driver.pool.in_use, self._driver.pool.size)

    @property
    def reads(self) -> Session:
        """Statements that only look, each for itself."""
        return self._driver.reads

    @property
    def writes(self) -> Session:
        """Statements that write, each a transaction of its own; never repeated."""
        return self._driver.writes

    @property
    def notes(self) -> Session:
        """Writes that may be lost: those of PostgreSQL are stopped where nobody waits for them."""
        return self._driver.notes

    def look_up(self, lookup: Lookup[Row], **keys: Any) -> Awaitable[Sequence[Row]]:
        """The rows of a look-up by keys. PostgreSQL gets those that wait in one statement."""
        if self.file is not None:
            return self._driver.reads.all(lookup.alone, **keys)
        return self._batches.rows(lookup, keys)

    def transaction(self, locks: Locks | None = None) -> AbstractAsyncContextManager[Session]:
        """A unit of work that may write; committed at the end, rolled back by any exception.

        It begins when it has the locks.
        """
        return self._driver.begin(locks)

    def look(self) -> AbstractAsyncContextManager[Session]:
        """Single reads on a connection of its own; raises what the driver says."""
        return self._driver.look()

    @cached_property
    def engine(self) -> "AsyncEngine":
        """SQLAlchemy's, for migrations and what looks at the tables themselves."""
        return self._new_engine()

    @asynccontextmanager
    async def alchemy(self, *, late: bool = False) -> "AsyncIterator[AsyncSession]":
        """A transaction of SQLAlchemy's, for imports and the demo shop.

        With `late` SQLite's other writers are locked out only by the first write. Nothing but
        temporary tables may be read before: a read snapshot cannot be upgraded.
        """
        engine = self.engine if late else self.engine.execution_options(write=True)
        async with _alchemy().new_session(engine) as session, session.begin():
            yield session

    async def dispose(self) -> None:
        """Close every connection."""
        self._driver.close()
        if "engine" in self.__dict__:
            await self.engine.dispose()


def _alchemy() -> ModuleType:
    """Loaded where it is asked for: see there."""
    from db.engine.drivers import alchemy  # noqa: PLC0415 - as above

    return alchemy
