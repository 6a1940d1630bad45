"""A PostgreSQL database whose schema is that of the previous release."""

from collections.abc import AsyncIterator

import pytest

from db.migrate import migrate
from tests.support.engines.databases import new_database
from tests.upgrades.databases import downgrade
from tests.upgrades.release import REVISION


@pytest.fixture
async def postgres_at_tag(postgres_url: str) -> AsyncIterator[str]:
    async with new_database(postgres_url) as url:
        await migrate(url)
        await downgrade(url, REVISION)
        yield url
