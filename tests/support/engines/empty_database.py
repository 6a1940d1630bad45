"""A database without tables, on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.engines.databases import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    async with new_database(request.getfixturevalue("postgres_url")) as url:
        yield url
