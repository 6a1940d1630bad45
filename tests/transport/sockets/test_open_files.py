"""The connections of a process stay below the limit of its open files."""

from pathlib import Path

import pytest

from server.transport.sockets.open_files import FEWEST, TooFewOpenFiles, fitting
from tests.support.forks.processes import run
from tests.support.servers import environment

TOO_FEW = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
from server.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("files", "wanted", "fits"),
    [(2000, 1000, 1000), (1100, 1000, 1000), (1099, 1000, 999), (300, 1000, 200), (110, 1000, 10)],
)
def test_as_many_fit_as_files_are_left(files: int, wanted: int, fits: int) -> None:
    assert fitting(files, wanted, reserved=100) == fits


@pytest.mark.parametrize("files", [0, 64, 109])
def test_too_few_are_refused_with_the_number_that_is_needed(files: int) -> None:
    with pytest.raises(TooFewOpenFiles, match=f"at least {FEWEST + 100} must be"):
        fitting(files, 1000, reserved=100)


def test_serve_that_can_open_too_few_ends_with_one_line(tmp_path: Path) -> None:
    settings = environment(database_url=f"sqlite:///{tmp_path / 'served.db'}")

    ended = run("-c", TOO_FEW, "serve", "--port", "0", env=settings)

    assert ended.returncode == 1
    assert ended.stderr == "Error: Only 100 files can be open, at least 114 must be: ulimit -n.\n"
