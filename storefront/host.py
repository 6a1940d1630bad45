"""What does the server hand to the storefront? Facts about shops, and a way to run operations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import URL


@dataclass(frozen=True, slots=True)
class CookieNames:
    """The names of the cookies of one shop."""

    imitation: str
    own: str
    way_back: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The domain that a request came to. `languages` are those of its channel with their URLs."""

    url: str  # without a trailing slash
    name: str
    access_key: str
    language: str
    currency: str
    languages: Sequence[tuple[str, str]]
    cookies: CookieNames

    @property
    def root(self) -> str:
        """What every path of the shop begins with: empty, or such as `/de`."""
        return urlsplit(self.url).path

    @property
    def origin(self) -> str:
        """Where requests of the shop's own pages come from; browsers leave out a default port."""
        parts = urlsplit(self.url)
        host = parts.netloc.removesuffix(":443" if parts.scheme == "https" else ":80")
        return f"{parts.scheme}://{host}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as the journal wants to know."""

    remote_address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """An operation of `graphql/storefront/` to run in a shop's channel. `token` is the session."""

    operation: str
    variables: Mapping[str, Any]
    shop: Shop
    token: str | None
    caller: Caller


@dataclass(frozen=True, slots=True)
class Answer:
    """What a root field answered: `data`, or the extensions of the error."""

    data: Any = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What the pages need of the process. `secrets`: the first signs, all verify."""

    find_shop: Callable[[URL], Awaitable[Shop | None]]
    execute: Callable[[Call], Awaitable[Answer]]
    report: Callable[[Exception], str]  # writes a fault to the log; the answer is its number
    now: Callable[[], datetime]
    secrets: Sequence[bytes]
    admin_url: str  # without a trailing slash
    admin_origins: frozenset[str]
    is_https: bool
