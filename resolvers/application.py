"""What is wired once for a process, and what one request brings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import anyio
import anyio.to_thread

from auth.errors import Busy
from auth.passwords import Passwords
from auth.sessions import Rules
from db.engine import Database


class PasswordWork:
    """Hashes off the event loop, a few at a time: argon2 costs 19 MiB and 30 ms each."""

    def __init__(self, passwords: Passwords, *, parallel: int, waiting: int) -> None:
        """More than `waiting` callers in the queue are refused with Busy."""
        self._passwords = passwords
        self._limiter = anyio.CapacityLimiter(parallel)
        self._waiting = waiting

    async def hash(self, password: str) -> str:
        """The text to store for a password."""
        self._check_queue()
        return await anyio.to_thread.run_sync(self._passwords.hash, password, limiter=self._limiter)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it fits; None costs the same work and never fits."""
        self._check_queue()
        return await anyio.to_thread.run_sync(
            self._passwords.verify, password_hash, password, limiter=self._limiter
        )

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the stored text was made with other parameters."""
        return self._passwords.needs_rehash(password_hash)

    def _check_queue(self) -> None:
        if self._limiter.statistics().tasks_waiting >= self._waiting:
            raise Busy


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that use cases need and that lives as long as the process."""

    database: Database
    passwords: PasswordWork
    rules: Rules
    clock: Callable[[], datetime]  # aware UTC
    journal_keys: tuple[bytes, ...]  # the first signs, all verify


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
