"""Databases for tests in a PostgreSQL server, started here or given."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg


class NotPostgres(Exception):
    """TEST_DATABASE_URL does not name a PostgreSQL server."""


def server_url(given: str) -> str:
    """The given URL in the form asyncpg understands."""
    address = urlsplit(given)
    if address.scheme.partition("+")[0] not in {"postgresql", "postgres"}:
        raise NotPostgres(f"TEST_DATABASE_URL must be postgresql://..., not {address.scheme}://...")
    return address._replace(scheme="postgresql").geturl()


@asynccontextmanager
async def new_database(server: str) -> AsyncIterator[str]:
    """The URL of a new, empty database; dropped at the end.

    The database that the server's URL names is only connected to, never written.
    """
    name = f"t_{uuid.uuid4().hex}"
    # FILE_COPY: by default each page of the template would be written to the log as well.
    await execute(server, f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        # FORCE: a test that failed may have left its connections open.
        await execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def execute(server: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
