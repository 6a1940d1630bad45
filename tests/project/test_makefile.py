"""`make help` lists the targets."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def made(*words: str) -> str:
    """What make prints; called within another make, it would take over that one's flags."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    told = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return told.stdout


def test_help_lists_every_target() -> None:
    lines = (ROOT / "Makefile").read_text().splitlines()
    (declared,) = (line.split()[1:] for line in lines if line.startswith(".PHONY:"))

    told = made("help").splitlines()

    assert sorted(line.split()[1] for line in told) == sorted(set(declared) - {".venv"})
    assert all(line.split()[2:] for line in told)


def test_make_alone_serves_the_demo() -> None:
    assert "server serve --demo" in made("-n").splitlines()[-1]
