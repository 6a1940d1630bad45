"""Several processes migrate one new database at once."""

from db.engine.connections import Database
from db.version import version
from tests.support.forks.processes import at_once
from tests.support.servers import environment


async def test_one_of_them_does_it_and_the_others_wait(empty_url: str) -> None:
    env = environment(database_url=empty_url)

    ended = at_once(3, "-m", "server", "migrate", env=env)

    assert [process.returncode for process in ended] == [0] * 3, ended
    assert sorted(process.stdout for process in ended) == [
        "Nothing to do.\n",
        "Nothing to do.\n",
        "The database was migrated to this version.\n",
    ]
    database = Database(empty_url)
    found = await version(database)
    await database.dispose()
    assert found.is_current
