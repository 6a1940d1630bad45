"""Makes a new connection ready for statements: who answers is known, and ids are hex."""

import asyncpg

from db.engine.faults import PoolerNotNamed


async def make_ready(connection: asyncpg.Connection, *, pooler: bool) -> None:
    """Raise PoolerNotNamed where one stands between that is not expected."""
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
