"""What the server hands to the storefront: facts about shops, and a way to run operations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class CookieNames:
    """The names of the cookies of one shop."""

    imitation: str
    own: str
    way_back: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The sales channel's domain that a request came to.

    `languages` holds the language and URL of each domain of that channel, `landing_path` the
    decoded path after the domain on which it takes the form of the admin.
    """

    url: str  # without a trailing slash
    origin: str  # of the URL, as browsers send it
    name: str
    access_key: str
    language: str
    currency: str
    landing_path: str
    languages: Sequence[tuple[str, str]]
    cookies: CookieNames

    @property
    def root(self) -> str:
        """The beginning of every path of the shop: empty, or for example `/de`."""
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True)
class Caller:
    """What the audit log records about the sender of a request."""

    remote_address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """An operation of `graphql/storefront/` to run in a shop's sales channel.

    `token` is the context token of the session; None is an anonymous visitor.
    """

    operation: str
    variables: Mapping[str, Any]
    shop: Shop
    token: str | None
    caller: Caller


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of the root field in `data`, or the extensions of the error in `error`."""

    data: Any = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """Everything that the pages know of the process. Of `secrets` the first signs, all verify."""

    find_shop: Callable[[Request], Awaitable[Shop | None]]
    execute: Callable[[Call], Awaitable[Answer]]
    report: Callable[[Exception], str]  # writes a fault to the log and answers its request id
    is_own_page: Callable[[Shop, Headers], bool]  # whether a page of the shop sent a request
    now: Callable[[], datetime]
    secrets: Sequence[bytes]
    admin_url: str  # without a trailing slash
    admin_urls: Mapping[str, str]  # likewise, by each origin that the admin has
    is_https: bool
