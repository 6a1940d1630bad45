"""Folders with what a release gives to operators: wheel, lock file and files to copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EARLIER = "f455198"  # v0.1.0, whose processes run beside the schemas of later releases


def newest(folder: Path) -> Path:
    """The release of this checkout, with the wheel of `make wheel`."""
    assert list((ROOT / "dist").glob("*.whl")), "make wheel builds what the guide installs"
    return _packed(ROOT, folder)


def earlier(folder: Path) -> Path | None:
    """The release of the tag, built without its admin; None where the clone does not have it."""
    known = ["git", "-C", str(ROOT), "cat-file", "-e", f"{EARLIER}^{{commit}}"]
    if subprocess.run(known, check=False, capture_output=True).returncode != 0:
        return None
    source = folder / "source"
    source.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", EARLIER], check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", str(source)], input=archive.stdout, check=True)
    subprocess.run(
        [sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--no-build-isolation"],
        cwd=source,
        env={**os.environ, "SKIP_ADMIN": "1"},
        check=True,
    )
    return _packed(source, folder / "release")


def _packed(checkout: Path, folder: Path) -> Path:
    """A copy that every user can read; the files to copy are always this checkout's."""
    for part, source in (("dist", checkout), ("locks", checkout), ("deploy", ROOT)):
        shutil.copytree(source / part, folder / part)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.suffix == ".sh" else 0o644)
    return folder
