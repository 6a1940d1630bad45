"""`python -m server` and `python -m imitate` in the checkout, and help that loads no command."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from server.__main__ import COMMANDS, main
from server.version import __version__
from tests.support.forks.processes import run
from tests.support.servers import environment


@pytest.mark.parametrize("door", ["server", "imitate"])
def test_both_doors_run_the_same_command_line(door: str) -> None:
    told = run("-m", door, "--version", env=environment(), genuine=True)

    assert (told.returncode, told.stdout, told.stderr) == (0, f"imitate {__version__}\n", "")


def test_unknown_command_is_refused() -> None:
    told = run("-m", "imitate", "swep", env=environment(), genuine=True)

    assert (told.returncode, told.stdout) == (2, "")
    assert "No such command 'swep'" in told.stderr


def test_help_lists_every_command_without_loading_any() -> None:
    program = (
        "import sys; from server.__main__ import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'pydantic', 'server.commands', 'sqlalchemy', 'starlette'} & {*sys.modules}))"
    )

    told = run("-c", program, env=environment(), genuine=True)

    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "[]"
    assert [name for name in COMMANDS if f"\n  {name} " not in told.stdout] == []


@pytest.mark.parametrize("closed", ["<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_as_dev_null(closed: str) -> None:
    python = ["sh", "-c", f'exec "$0" "$@" {closed}', sys.executable]

    ended = subprocess.run(
        [*python, "-m", "server", "schema"], env=environment(), check=False, capture_output=True
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_a_password_in_another_encoding_is_refused() -> None:
    names = ["--email", "n@a.example", "--first-name", "N", "--last-name", "N"]

    told = CliRunner().invoke(main, ["create-user", "nora", *names], input=b"passw\xf6rter\n")

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "Error: password: Standard input is not UTF-8 text.\n"
