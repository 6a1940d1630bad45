"""What is wired once for a process, and what one request brings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import anyio
import anyio.to_thread

from auth.errors import Busy
from auth.passwords import Passwords
from auth.rules import Rules
from auth.throttle import Rates
from db.engine.connections import Database

Result = TypeVar("Result")


class PasswordWork:
    """Hashes off the event loop, a few at a time: argon2 costs 19 MiB and 30 ms each."""

    def __init__(self, passwords: Passwords, *, parallel: int, waiting: int) -> None:
        """More than `waiting` callers in the queue are refused with Busy."""
        self._passwords = passwords
        self._limiter = anyio.CapacityLimiter(parallel)
        self._room = parallel + waiting
        self._inside = 0

    async def hash(self, password: str) -> str:
        """The text to store for a password."""
        return await self._run(lambda: self._passwords.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it fits; None costs the same work and never fits."""
        return await self._run(lambda: self._passwords.verify(password_hash, password))

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the stored text was made with other parameters."""
        return self._passwords.needs_rehash(password_hash)

    async def _run(self, work: Callable[[], Result]) -> Result:
        """Counted here: the limiter counts only from the next turn of the event loop."""
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that use cases need and that lives as long as the process."""

    database: Database
    passwords: PasswordWork
    rules: Rules
    rates: Rates
    clock: Callable[[], datetime]  # aware UTC
    audit_keys: tuple[bytes, ...]  # the first signs, all verify


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request says of itself; nothing here is believed without the database."""

    access_key: str | None = None
    context_token: str | None = None
    access_token: str | None = None
    remote_address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    own_page: bool = False  # sent by the admin's own page
    language: str | None = None  # of the storefront's domain; from the database, never a client
    currency: str | None = None  # as above


@dataclass(slots=True)
class Reply:
    """What the answer carries beside the body."""

    context_token: str | None = None
    access_token: str | None = None  # to be kept in the admin's cookie
    forget_access_token: bool = False
