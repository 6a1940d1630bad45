"""What the use cases get: the parts made once for a process, and the facts of a request."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

import anyio
import anyio.to_thread

from auth.imitation.vetoes import Attempt, Veto
from auth.oauth.jwts import JwtRules
from auth.rules import Rules
from auth.sign_in.factors.passkeys import Site
from auth.sign_in.local_passwords import PasswordRules
from auth.sign_in.oidc.provider import Provider
from auth.sign_in.passwords import Passwords
from auth.sign_in.throttle import Rates
from auth.transparency.keys import SigningKey
from auth.unserved import Busy
from auth.vocabulary import CheckKind, Verdict
from auth.webhooks.addresses import AddressRules
from db.engine.connections import Database

Result = TypeVar("Result")
AskPlugins: TypeAlias = Callable[[Attempt], Awaitable[Sequence[Veto]]]


class Finding(Protocol):
    """What one check of the server found. No part of it holds a secret."""

    @property
    def check(self) -> str: ...
    @property
    def kind(self) -> CheckKind: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def text(self) -> str: ...


Examine: TypeAlias = Callable[[], Awaitable[Sequence[Finding]]]


class PasswordWork:
    """Hashes passwords in threads, a few at a time: one argon2 hash takes 19 MiB and 30 ms."""

    def __init__(self, passwords: Passwords, *, parallel: int, waiting: int) -> None:
        """If more than `waiting` callers wait for a thread, the next gets Busy."""
        self._passwords = passwords
        self._limiter = anyio.CapacityLimiter(parallel)
        self._most = parallel + waiting
        self._callers = 0

    async def hash(self, password: str) -> str:
        """The text to store of a password."""
        return await self._run(lambda: self._passwords.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; for None, which never fits, it takes the same time."""
        return await self._run(lambda: self._passwords.verify(password_hash, password))

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the stored text was made with other parameters."""
        return self._passwords.needs_rehash(password_hash)

    async def _run(self, work: Callable[[], Result]) -> Result:
        """Callers are counted here because the limiter counts them one turn of the loop later."""
        if self._callers >= self._most:
            raise Busy
        self._callers += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._callers -= 1


@dataclass(frozen=True, slots=True)
class Application:
    """The parts that live as long as the process."""

    database: Database
    passwords: PasswordWork
    rules: Rules
    rates: Rates
    clock: Callable[[], datetime]  # aware UTC
    audit_keys: tuple[bytes, ...]  # of the chain, of throttles and of sealed secrets
    jwt_rules: JwtRules  # of the JWTs for other services
    signing_keys: tuple[SigningKey, ...]  # of checkpoints: each signs, all verify
    receivers: AddressRules  # of webhooks
    site: Site  # by which authenticator apps and devices name this server
    plugins: AskPlugins | None = None  # None: there are none, and nothing is asked
    examine: Examine | None = None  # None outside of a server
    # Whose passwords are taken.
    password_rules: PasswordRules = field(default_factory=PasswordRules)
    providers: tuple[Provider, ...] = ()  # of OpenID Connect, at which users sign in
    recheck: timedelta = timedelta(minutes=5)  # between two questions whether a sign-in goes on


class RequestFacts(NamedTuple):
    """What a request says about itself; each token is checked against the database."""

    access_key: str | None = None
    context_token: str | None = None
    access_token: str | None = None
    remote_address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    own_page: bool = False  # sent by a page of the admin
    language: str | None = None  # of the domain of a storefront, read from the database
    currency: str | None = None  # as above


@dataclass(slots=True)
class Reply:
    """The headers and cookies that are sent with the answer."""

    context_token: str | None = None
    access_token: str | None = None  # for the cookie of the admin
    forget_access_token: bool = False

    @property
    def changes_cookies(self) -> bool:
        """Whether the cookie of the admin is set or deleted."""
        return self.access_token is not None or self.forget_access_token
