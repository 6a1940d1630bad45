"""Tells whether a pooler stands between a process and PostgreSQL, and what it leaves out."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text

from db.engine.connections import Database

FACTS: Final = text(
    "SELECT pg_backend_pid(), setting FROM pg_settings WHERE name = 'statement_timeout'"
)


@dataclass(frozen=True, slots=True)
class Pooling:
    """What a connection without start-up parameters shows."""

    pooled: bool  # the process that answers is not the one that took the connection
    has_timeout: bool  # the database has a statement time-out of its own


async def pooling(database: Database) -> Pooling:
    """Ask PostgreSQL by a new connection."""
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        process, timeout = (await connection.execute(FACTS)).one()
        return Pooling(process != driver.get_server_pid(), timeout != "0")
