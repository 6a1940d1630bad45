"""Several processes that bring one new database to this version at once."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.engine import Database
from db.migrate import version
from tests.engines.databases import new_database
from tests.servers import ROOT, environment


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    async with new_database(request.getfixturevalue("postgres_url")) as url:
        yield url


async def test_one_of_them_does_it_and_the_others_wait(empty_database_url: str) -> None:
    processes = [
        subprocess.Popen(  # noqa: ASYNC220 - all must run before the first is waited for
            [sys.executable, "-m", "server", "migrate"],
            cwd=ROOT,
            env=environment(empty_database_url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]

    told = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0] * 3, told
    assert sorted(out for out, _ in told) == [
        "Nothing to do.\n",
        "Nothing to do.\n",
        "The database was brought to this version.\n",
    ]
    database = Database(empty_database_url, pooled=False)
    current, ours = await version(database)
    await database.dispose()
    assert current == ours
