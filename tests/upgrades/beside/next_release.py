"""A release after this one: this tree with more revisions, in a folder of its own."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from db.upgrade import OLDEST_BESIDE, pending
from tests.upgrades.beside.release import ROOT, Release

NEWEST = pending(None)[-1].revision  # of this tree
TEXT = '''"""A revision of the next release."""

from alembic import op
from db import concurrently

revision = "{number}"
down_revision = "{before}"
branch_labels = None
depends_on = None
{further}

def upgrade() -> None:
    """Upgrade."""
    {upgrade}


def downgrade() -> None:
    """Downgrade."""
'''


@dataclass(frozen=True, slots=True)
class Revision:
    """What one does, as a line of Python, and the oldest revision of a server that bears it."""

    number: str
    upgrade: str
    oldest_beside: str | None = None


def next_release(folder: Path, *revisions: Revision) -> Release:
    """Its tree in this folder; all but `db` are links."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name != "db" and not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    shutil.copytree(ROOT / "db", folder / "db", ignore=shutil.ignore_patterns("__pycache__"))
    before = NEWEST
    for one in revisions:
        file = folder / "db" / "migrations" / "versions" / f"{one.number}_next.py"
        file.write_text(_text(one, before), encoding="utf-8")
        before = one.number
    return Release(folder, Path(sys.executable))


def _text(one: Revision, before: str) -> str:
    further = "" if one.oldest_beside is None else f'{OLDEST_BESIDE} = "{one.oldest_beside}"\n'
    return TEXT.format(number=one.number, before=before, upgrade=one.upgrade, further=further)
