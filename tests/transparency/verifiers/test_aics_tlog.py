"""aics-tlog, which others wrote, accepts our checkpoints, tiles and proofs, and no changed ones."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.transparency.keys import KEY, ORIGIN
from tests.transparency.logs import Log
from tests.transparency.trees import flipped

PROGRAM = Path(__file__).parents[3] / ".venv" / "tlog" / "bin" / "aics-tlog"
LOG = Log()
VERIFIER = str(KEY.verifier)

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(),
    reason="aics-tlog is not installed: it needs Python 3.12, see `make pytest`",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Everything that the log publishes, and what an auditor has kept of it."""
    for path, content in LOG.files().items():
        file = tmp_path / "log" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "old").write_text(LOG.checkpoint(300), encoding="utf-8")
    (tmp_path / "leaf").write_bytes(LOG.leaves[400])
    return tmp_path


def ask(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [str(PROGRAM), *arguments, "--log-key", VERIFIER]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["ok"] is (done.returncode == 0)
    return answer


CHECKS = {
    "checkpoint": ("verify-checkpoint", "--note", "log/checkpoint"),
    "inclusion": ("verify-inclusion", "--leaf", "leaf", "--index", "400", "--tiles", "log"),
    "consistency": ("verify-consistency", "--old-checkpoint", "old", "--tiles", "log"),
}


@pytest.mark.parametrize("kind", CHECKS)
def test_what_is_true_verifies(folder: Path, kind: str) -> None:
    assert ask(folder, *CHECKS[kind])["ok"]


def test_checkpoint_is_read_as_it_was_meant(folder: Path) -> None:
    answer = ask(folder, *CHECKS["checkpoint"])

    assert (answer["origin"], answer["size"]) == (ORIGIN, LOG.size)


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("checkpoint", "log/checkpoint"),
        ("inclusion", "leaf"),
        ("inclusion", "log/tile/0/001"),
        ("consistency", "old"),
        ("consistency", "log/tile/0/001"),
    ],
)
def test_one_flipped_bit_is_found(folder: Path, kind: str, file: str) -> None:
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(flipped(content, len(content) * 4 + 1))

    assert not ask(folder, *CHECKS[kind])["ok"]
