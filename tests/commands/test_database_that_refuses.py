"""A command whose database answers, but refuses, says in one line what the operator can do."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.support.engines.databases import execute
from tests.support.servers import command, environment

COMMANDS = pytest.mark.parametrize(
    "arguments", [("sweep",), ("keys",), ("erase", "user", "0" * 32)], ids=str
)


@COMMANDS
async def test_a_database_without_tables_is_to_be_migrated(
    empty_url: str, arguments: tuple[str, ...]
) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()

    ended = command(*arguments, env=environment(database_url=empty_url))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Error: The database is not migrated: run `imitate migrate`.\n"


@COMMANDS
def test_a_mistyped_path_is_named_and_becomes_no_file(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "shpo.db"

    ended = command(*arguments, env=environment(database_url=f"sqlite:///{file}"))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: There is no {file}: run `imitate migrate`.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
async def test_tables_of_another_program_are_named_as_such(empty_url: str) -> None:
    await execute(empty_url, "CREATE TABLE users (id int)")

    ended = command("migrate", env=environment(database_url=empty_url))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database of IMITATE_DATABASE_URL has tables of an")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
async def test_a_role_that_does_not_own_the_database_lacks_a_right(empty_url: str) -> None:
    role, password = f"poor_{secrets.token_hex(8)}", secrets.token_hex(16)
    await execute(empty_url, f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    url = make_url(empty_url).set(username=role, password=password)

    ended = command(
        "migrate", env=environment(database_url=url.render_as_string(hide_password=False))
    )

    await execute(empty_url, f"DROP ROLE {role}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "Error: The role of IMITATE_DATABASE_URL lacks a right: it has to own the database.\n"
    )
