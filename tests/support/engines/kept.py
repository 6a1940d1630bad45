"""The application's database object that the tests of a worker share, and settings read once.

A connection remembers what was prepared; one for each test would prepare everything anew.
"""

import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from auth.transparency.keys import SigningKey
from db.engine.connections import Database
from server.application import wire
from server.settings.settings import PREFIX, Settings

AUDIT_KEY = SigningKey(
    "shop.example/audit", Ed25519PrivateKey.from_private_bytes(b"a" * 32)
).secret_text()
SECRET = "7f3c9a1e5b8d2064f1a7c3e9b5d80246"  # production refuses one that can be guessed
POOLER = "transaction" if os.environ.get("TEST_POOLER") == "pgbouncer" else "none"
# Of tests that look at connections to PostgreSQL itself.
directly = pytest.mark.skipif(POOLER != "none", reason="TEST_POOLER: a pooler stands between")
POOL = 10
# What is cheaper than in production: hashes of passwords, and a key that is not made each time.
CHEAP: dict[str, Any] = {
    "argon2_memory": 8,
    "argon2_time": 1,
    "audit_key": AUDIT_KEY,
    **({} if POOLER == "none" else {"database_pooler": POOLER}),
}
KEPT: dict[str, Database] = {}  # by URL; PostgreSQL's with its connections
_SETTINGS: dict[str, Settings] = {}  # by the values that were given


def kept_database(url: str) -> Database:
    """The database of this URL, with open connections for the application and for the tests."""
    if url not in KEPT:
        made = wire(Settings(database_url=url, database_pool=POOL, **CHEAP)).database
        if not made.is_sqlite:
            made.engine = _engine(url)
        KEPT[url] = made
    return KEPT[url]


async def forget(url: str) -> None:
    """Close the connections to a database that is made anew, if there are any."""
    if url in KEPT:
        await KEPT.pop(url).dispose()


def settings_with(**values: Any) -> Settings:
    """The settings; reading the environment takes longer than most requests."""
    if any(name.startswith(PREFIX) for name in os.environ):
        return Settings(**values)
    key = repr(values)
    if key not in _SETTINGS:
        _SETTINGS[key] = Settings(**values)
    return _SETTINGS[key]


def _engine(url: str) -> AsyncEngine:
    """SQLAlchemy's engine with a pool: tests look into the tables hundreds of times."""
    unnamed = {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        connect_args=unnamed if POOLER == "transaction" else {},
    )
    event.listen(engine.sync_engine, "checkout", _replace_if_closed)
    return engine


def _replace_if_closed(connection: Any, _record: object, _proxy: object) -> None:
    if connection.driver_connection.is_closed():
        raise DisconnectionError
