"""The address of a database: a file of SQLite, or a PostgreSQL."""

from typing import Final

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from db.engine.drivers import postgres_tls
from db.engine.drivers.postgres_address import SCHEMES, PostgresAddress
from db.engine.drivers.postgres_address import parse as parse_postgres

MEMORY = ":memory:"
SUPPORTED: Final = "only sqlite:/// and postgresql:// are supported"
A_PATH: Final = "after sqlite:/// stands the path of a file, and nothing else"


def parse(url: str) -> URL | PostgresAddress:
    """The address; raises ValueError for what this program cannot do as it was asked for."""
    is_postgres = url.partition(":")[0] in SCHEMES
    return parse_postgres(url) if is_postgres else _parse_sqlite(url)


def check(url: str) -> str:
    """The same URL; raises ValueError also where a file that it names cannot be used."""
    address = parse(url)
    if isinstance(address, PostgresAddress):
        postgres_tls.check_files(address.tls)
    return url


def postgres_of(url: str) -> PostgresAddress | None:
    """The address of PostgreSQL; None for SQLite."""
    address = parse(url)
    return address if isinstance(address, PostgresAddress) else None


def sqlite_file_of(url: str) -> str | None:
    """The path of SQLite's file; None for one in memory and for PostgreSQL."""
    address = parse(url)
    if isinstance(address, PostgresAddress) or address.database == MEMORY:
        return None
    return address.database


def shown(url: str) -> str:
    """The URL for people, without account and query."""
    address = parse(url)
    return (
        address.shown if isinstance(address, PostgresAddress) else f"sqlite:///{address.database}"
    )


def _parse_sqlite(url: str) -> URL:
    """The URL of the file, with the driver of SQLAlchemy's engine."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(SUPPORTED) from None
    if parsed.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise ValueError(SUPPORTED)
    # SQLAlchemy would pass over a word such as mode=ro, and open the file for writing.
    if parsed.host is not None or parsed.query or not parsed.database:
        raise ValueError(A_PATH)
    return parsed.set(drivername="sqlite+aiosqlite")
