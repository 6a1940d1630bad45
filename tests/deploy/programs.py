"""Debian's programs: tests that need one which is missing are skipped, and name it."""

from shutil import which

import pytest

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"  # no environment of the tests


def needs(*programs: str) -> None:
    """Skip the test where one is missing."""
    missing = [program for program in programs if not which(program, path=PATH)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
