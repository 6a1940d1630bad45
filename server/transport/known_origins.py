"""Where do shops live? The addresses of active sales channels, looked up at most every few seconds.

They say who may read an answer in a browser, never who may ask.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import structlog

from auth.origins import origin_of
from resolvers.application import Application
from resolvers.store.storefronts import find_addresses
from server.settings.settings import Environment, Settings

log = structlog.get_logger()

FRESH: Final = 5.0  # seconds
FOUND_WITHIN: Final = 1  # seconds; a database that is away must not hold an answer up twice
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Places:
    """Origins and hosts from the settings and the database."""

    def __init__(self, settings: Settings, application: Application) -> None:
        """Where the database is away, what was known last counts."""
        self._settings = settings
        self._application = application
        self._origins: Mapping[str, frozenset[str]] = {}  # by access key
        self._until = 0.0
        own = (_host(origin) for origin in settings.own_origins)
        self._hosts = frozenset({*settings.allowed_hosts, *own})

    async def may_read(self, origin: str, access_key: str | None) -> bool:
        """Whether pages of this origin get to see answers; None: of any channel."""
        if origin in self._settings.own_origins or origin in self._settings.cors_origins:
            return True
        found = await self._look_up()
        if access_key is None:
            return any(origin in origins for origins in found.values())
        return origin in found.get(access_key, frozenset())

    async def is_ours(self, host: str) -> bool:
        """Whether a Host header names this service."""
        host = host.lower()
        if self._settings.environment is Environment.DEVELOPMENT and _name(host) in LOCAL:
            return True
        if host in self._hosts or _bare(host) in self._hosts:
            return True
        domains = (await self._look_up()).values()
        return _bare(host) in {_host(origin) for origins in domains for origin in origins}

    async def _look_up(self) -> Mapping[str, frozenset[str]]:
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + FRESH
            try:
                async with asyncio.timeout(FOUND_WITHIN):
                    found = await find_addresses(self._application)
            except Exception as fault:  # noqa: BLE001 - the request itself will meet it
                log.warning("places.failed", error=type(fault).__name__)
            else:
                self._origins = {
                    key: frozenset(origin_of(url) for url in urls) for key, urls in found.items()
                }
        return self._origins


def _host(origin: str) -> str:
    return _bare(urlsplit(origin).netloc)


def _bare(host: str) -> str:
    """Without the port that its scheme has anyway."""
    return host.removesuffix(":443").removesuffix(":80")


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() and not host.endswith("]") else host
