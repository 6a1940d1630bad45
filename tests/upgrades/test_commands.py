"""`migrate --check` tells what the schema is; `migrate --sql` writes what it lacks."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from db.engine.connections import Database
from db.migrate import migrate
from db.upgrade import pending
from db.version import version
from tests.support.engines import binaries
from tests.support.servers import command, environment
from tests.upgrades.databases import change, downgrade
from tests.upgrades.release import REVISION

OURS = pending(None)[-1].revision


def ask(option: str, url: str) -> CompletedProcess[str]:
    return command("migrate", option, env=environment(database_url=url))


def check(url: str) -> tuple[int, list[str]]:
    ended = ask("--check", url)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout.splitlines()


async def test_check_tells_what_the_schema_is(empty_url: str) -> None:
    status, (first, *others) = check(empty_url)
    assert (status, first) == (
        3,
        f"pending: the database is at revision none, this version is {OURS}",
    )
    assert (others[0], len(others)) == ("0001  Create the tables", len(pending(None)))

    await migrate(empty_url)
    assert check(empty_url) == (0, [f"current: the database is at revision {OURS}"])

    newer = f"newer: the database is at revision 9999, this version is {OURS} and %s serve with it"
    await change(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    assert check(empty_url) == (4, [newer % "can"])
    await change(empty_url, "UPDATE alembic_version SET oldest_beside = '9998'")
    assert check(empty_url) == (4, [newer % "cannot"])


async def test_sql_leads_to_this_version(empty_url: str, tmp_path: Path) -> None:
    await migrate(empty_url)
    await downgrade(empty_url, REVISION)
    written = ask("--sql", empty_url)
    assert (written.returncode, written.stderr) == (0, "")
    file = tmp_path / "pending.sql"
    file.write_text(written.stdout)

    run(empty_url, file)

    database = Database(empty_url)
    assert (await version(database)).is_current
    await database.dispose()
    assert ask("--sql", empty_url).stdout == (
        f"-- Nothing to do: the database is at revision {OURS}.\n"
    )


async def test_sql_is_refused_where_it_cannot_be_written(empty_url: str) -> None:
    refused = ask("--sql", empty_url)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "Error: Only what is after revision 0033 can be written as SQL: run `imitate migrate`.\n"
    )


@pytest.mark.postgresql
async def test_sql_for_another_revision_changes_nothing(
    postgres_at_tag: str, tmp_path: Path
) -> None:
    file = tmp_path / "pending.sql"
    file.write_text(ask("--sql", postgres_at_tag).stdout)
    run(postgres_at_tag, file)

    with pytest.raises(subprocess.CalledProcessError) as ended:
        run(postgres_at_tag, file)

    assert b"the database is not at revision 0033" in ended.value.stderr


def run(url: str, file: Path) -> None:
    """As the first line of the SQL tells people to."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            database.executescript(file.read_text())
        return
    psql = (binaries.find() / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-f", file, url)
    subprocess.run(psql, check=True, capture_output=True)
