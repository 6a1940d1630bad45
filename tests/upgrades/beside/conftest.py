"""The previous release, and databases that it has made."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from db.engine.connections import Database
from tests.faults.storm import CROWD
from tests.support.engines.databases import new_database
from tests.support.engines.kept import CHEAP
from tests.upgrades.beside.release import CommitMissing, Release, previous_release


@pytest.fixture(scope="session")
def release() -> Iterator[Release]:
    """Without its commit, the tests are left out by name; CI has it."""
    try:
        with previous_release() as found:
            yield found
    except CommitMissing as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def old_url(
    request: pytest.FixtureRequest, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """The URL of a shop that the previous release has made, with nothing in its past."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('old') / 'shop.db'}"
        await _fill(release, url)
        yield url
        return
    async with new_database(request.getfixturevalue("postgres_url")) as url:
        await _fill(release, url)
        yield url


async def _fill(release: Release, url: str) -> None:
    """Without the carts, in which a line that is there already would only get a higher number."""
    made = release.run("demo", "--no-past", "--customers", str(CROWD), database_url=url, **CHEAP)
    assert made.returncode == 0, made.stderr
    database = Database(url)
    async with database.engine.begin() as connection:
        for table in ("cart_lines", "carts"):
            await connection.execute(text(f"DELETE FROM {table}"))
    await database.dispose()
