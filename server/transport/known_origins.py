"""The known origins: the addresses of the settings and of the active sales channels' domains.

They decide which pages may read an answer, and which hosts are served: not those of external
shops. The database is asked at most every few seconds.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import structlog

from auth.texts.hosts import host_and_port
from resolvers.application import Application
from resolvers.request.turns import turn_by_turn
from resolvers.store.storefronts import find_origins
from server.faults import names_of
from server.settings.settings import Settings

log = structlog.get_logger()

FRESH: Final = 5.0  # seconds
FOUND_WITHIN: Final = 1  # seconds; an unreachable database must not delay an answer for longer
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


class KnownOrigins:
    """Keeps the last answer of the database while it is unreachable."""

    def __init__(self, settings: Settings, application: Application) -> None:
        self._settings = settings
        self._application = application
        self._origins: Mapping[str, frozenset[str]] = {}  # by access key
        self._channel_hosts: frozenset[str] = frozenset()
        self._until = 0.0
        own = (_host(origin) for origin in settings.own_origins)
        self._hosts = frozenset({*settings.allowed_hosts, *own})
        self._serves_local = not settings.is_production

    async def may_read(self, origin: str, access_key: str | None) -> bool:
        """Whether pages of the origin may read answers of the channel; None means any channel."""
        if origin in self._settings.own_origins or origin in self._settings.cors_origins:
            return True
        found = await self._look_up()
        if access_key is None:
            return any(origin in origins for origins in found.values())
        return origin in found.get(access_key, frozenset())

    async def serves(self, host: str) -> bool:
        """Whether the value of a Host header names this server."""
        if self.serves_surely(host):
            return True
        await self._look_up()
        return self._is_of_channel(host)

    def serves_surely(self, host: str) -> bool:
        """The same by what is known without asking the database; False: it may know more."""
        host = host.lower()
        if self._serves_local and _name(host) in LOCAL:
            return True
        if _is_in(host, self._hosts):
            return True
        return time.monotonic() < self._until and self._is_of_channel(host)

    def _is_of_channel(self, host: str) -> bool:
        return _is_in(host, self._channel_hosts)

    async def _look_up(self) -> Mapping[str, frozenset[str]]:
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + FRESH
            try:
                async with asyncio.timeout(FOUND_WITHIN):
                    found = await find_origins(self._application)
            except Exception as fault:  # noqa: BLE001 - the operation itself reports the outage
                log.warning("known_origins.failed", **names_of(fault))
            else:
                self._origins = found.by_key
                distinct = turn_by_turn(found.served)
                self._channel_hosts = frozenset({_host(origin) async for origin in distinct})
        return self._origins


def _host(origin: str) -> str:
    return _without_default_port(urlsplit(origin).netloc)


def _is_in(host: str, hosts: frozenset[str]) -> bool:
    """Browsers send the normal form; other clients may send another, such as a dot at the end."""
    return host in hosts or _without_default_port(host) in hosts or _normal(host) in hosts


def _normal(host: str) -> str | None:
    try:
        name, port = host_and_port(host)
    except ValueError:
        return None
    return _without_default_port(name if port is None else f"{name}:{port}")


def _without_default_port(host: str) -> str:
    return host.removesuffix(":443").removesuffix(":80")


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() and not host.endswith("]") else host
