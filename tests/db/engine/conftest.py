"""Databases of the demo shop, each with connections of its own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.engine.connections import Database
from tests.support.driver import OpenDatabase


@pytest.fixture
async def open_database(database_url: str) -> AsyncIterator[OpenDatabase]:
    """Opens the demo shop's database, by default with at most three connections."""
    opened: list[Database] = []

    def open_with(url: str = database_url, **options: Any) -> Database:
        opened.append(Database(url, **{"connections": 3, **options}))
        return opened[-1]

    yield open_with
    for database in opened:
        await database.dispose()


@pytest.fixture
def database(open_database: OpenDatabase) -> Database:
    """The demo shop's database."""
    return open_database()
