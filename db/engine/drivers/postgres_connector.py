"""Opens connections to the hosts of an address, and makes those of requests ready."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from db.engine.drivers import postgres_tls
from db.engine.drivers.postgres_address import PostgresAddress
from db.engine.drivers.postgres_hosts import Host
from db.engine.faults import PoolerNotNamed

# After these the next host is tried: it does not answer, starts up, or takes no writes.
NEXT_HOST: Final = (
    OSError,  # a time-out is one
    asyncpg.CannotConnectNowError,
    asyncpg.TargetServerAttributeNotMatched,
)


class Connector:
    """Tries the hosts in their order, each for `connect_timeout` seconds."""

    def __init__(self, address: PostgresAddress) -> None:
        self.address = address
        self._hosts = list(address.hosts)
        words = address.words
        self._arguments: dict[str, Any] = {
            "user": words.get("user"),
            "password": words.get("password"),
            "passfile": words.get("passfile"),
            "database": words.get("dbname"),
            "target_session_attrs": words.get("target_session_attrs"),
            **postgres_tls.arguments(address.tls),
        }

    async def open(
        self, *, prepared: int = 0, settings: Mapping[str, str] | None = None
    ) -> asyncpg.Connection:
        """A connection that remembers so many prepared statements.

        `settings` are sent to the server at the start, together with the address's own.
        """
        fault: BaseException | None = None
        for host in tuple(self._hosts):
            try:
                connection = await self._open(host, prepared, settings or {})
            except NEXT_HOST as error:
                fault = error
            else:
                self._remember(host)
                return connection
        assert fault is not None  # noqa: S101 - an address has a host
        raise fault

    async def _open(
        self, host: Host, prepared: int, settings: Mapping[str, str]
    ) -> asyncpg.Connection:
        async with asyncio.timeout(self.address.connect_timeout):
            return await asyncpg.connect(
                host=host[0],
                port=host[1],
                statement_cache_size=prepared,
                max_cached_statement_lifetime=0,
                server_settings=_together(settings, self.address.settings) or None,
                **self._arguments,
            )

    def _remember(self, host: Host) -> None:
        """Try this host first from now on, where only one of them takes writes.

        One that is frozen would cost each new connection its whole time-out.
        """
        if self.address.needs_writer and self._hosts[0] != host:
            self._hosts.remove(host)
            self._hosts.insert(0, host)


async def make_ready(connection: asyncpg.Connection, *, pooler: bool) -> None:
    """Let ids be hex; raise PoolerNotNamed where one stands between that is not expected."""
    if not pooler:
        await _refuse_pooler(connection)
    await connection.set_type_codec(
        "uuid",
        schema="pg_catalog",
        encoder=bytes.fromhex,
        decoder=bytes.hex,
        format="binary",
    )


async def _refuse_pooler(connection: asyncpg.Connection) -> None:
    """Poolers invent the number of the process that they answer at the start."""
    if await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid():
        raise PoolerNotNamed


def _together(settings: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The settings of both; in `options`, of which the last word counts, the operator's are last.

    The server reads `options` before the other settings, which would win.
    """
    if "options" not in given or "statement_timeout" not in settings:
        return {**settings, **given}
    ours = {name: value for name, value in settings.items() if name != "statement_timeout"}
    options = f"-c statement_timeout={settings['statement_timeout']} {given['options']}"
    return {**ours, **given, "options": options}
