"""The previous release: its name, its commit and the newest revision that it knows."""

from pathlib import Path

FILE = Path(__file__).parent / "previous_release"
NAME, COMMIT, REVISION = FILE.read_text(encoding="utf-8").split()
