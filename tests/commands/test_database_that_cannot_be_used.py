"""A command whose database cannot be used ends with one line, which holds no password."""

from pathlib import Path

import pytest

from tests.support.servers import command, environment

COMMANDS = (("migrate",), ("demo",), ("sweep",), ("audit", "verify"), ("serve", "--port", "1"))


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_postgresql_that_does_not_answer(arguments: tuple[str, ...]) -> None:
    env = environment(database_url="postgresql://imitate:hush-hush@127.0.0.1:1/imitate")

    ended = command(*arguments, env=env)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database does not answer (")
    assert ended.stderr.endswith("): see IMITATE_DATABASE_URL.\n")
    assert ended.stderr.count("\n") == 1


def test_sqlite_file_whose_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    file = tmp_path / "var" / "imitate.db"

    ended = command("migrate", env=environment(database_url=f"sqlite:///{file}"))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: The database file {file} cannot be used: File exists.\n"


def test_sqlite_file_that_is_a_folder(tmp_path: Path) -> None:
    ended = command("migrate", env=environment(database_url=f"sqlite:///{tmp_path}"))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Error: The database file {tmp_path} cannot be used: unable to open database file.\n"
    )
