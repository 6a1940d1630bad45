"""The verifier in integrations/verify-audit accepts what is true, and nothing after a change."""

import re
import subprocess
from pathlib import Path

import pytest

from auth.transparency.checkpoints import Checkpoint, sign_checkpoint
from auth.transparency.keys import SigningKey
from scripts.build_admin import NoNode, find_node
from tests.transparency.keys import KEY, NEXT, ORIGIN, OTHER_LOG, WITNESS
from tests.transparency.logs import Log
from tests.transparency.trees import flipped

PROGRAM = Path(__file__).parents[3] / "integrations" / "verify-audit" / "verify.mjs"
LOG = Log()
VERIFIER = str(KEY.verifier)
ROOT = LOG.roots[LOG.size].hex()


class Folder:
    """Files of an auditor, and the verifier that they run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: str | bytes) -> str:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(file)

    def run(self, *arguments: str, key: str = VERIFIER) -> tuple[int, str]:
        node = find_node()
        if node is None:
            raise NoNode("The verifier needs Node, which `make admin` installs.")
        done = subprocess.run(
            [node / "node", PROGRAM, key, *arguments], capture_output=True, text=True, check=False
        )
        assert bool(done.stdout) is not bool(done.stderr)
        return done.returncode, done.stdout or done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_checkpoint_verifies(folder: Folder) -> None:
    file = folder.write("checkpoint", LOG.checkpoint())

    assert folder.run("checkpoint", file) == (
        0,
        f"Checkpoint of {ORIGIN}: 700 events, root {ROOT}.\n",
    )


def test_checkpoint_of_a_rotation_verifies_with_either_key(folder: Folder) -> None:
    checkpoint = Checkpoint(ORIGIN, LOG.size, LOG.roots[LOG.size])
    file = folder.write("checkpoint", sign_checkpoint(checkpoint, [WITNESS, NEXT, KEY]))
    both = folder.write("keys", f"{KEY.verifier}\n{NEXT.verifier}\n")

    for key in (VERIFIER, str(NEXT.verifier), both):
        assert folder.run("checkpoint", file, key=key)[0] == 0


@pytest.mark.parametrize("stranger", [NEXT, OTHER_LOG], ids=["another key", "another log"])
def test_unknown_key_is_refused(folder: Folder, stranger: SigningKey) -> None:
    file = folder.write("checkpoint", LOG.checkpoint())

    assert folder.run("checkpoint", file, key=str(stranger.verifier)) == (
        1,
        "NOT VERIFIED: no known key of this log signed the checkpoint\n",
    )


@pytest.mark.parametrize("index", [0, 255, 256, 699])
def test_proof_of_an_event_verifies(folder: Folder, index: int) -> None:
    code, text = folder.run("proof", folder.write("event.tlog-proof", LOG.proof(index).text))

    assert code == 0
    assert f"It contains, as number {index + 1}:" in text
    assert f'"username (opened)": "Zoë {index}"' in text


@pytest.mark.parametrize("old", [1, 255, 256, 257, 511, 512, 699])
def test_consistency_verifies(folder: Folder, old: int) -> None:
    earlier = folder.write("old", LOG.checkpoint(old))

    code, text = folder.run("consistency", earlier, folder.write("new", LOG.consistency(old)))

    assert code == 0
    assert text.endswith(f"It begins with all {old} events of the older one.\n")


def test_tiles_verify(folder: Folder) -> None:
    for path, content in LOG.files().items():
        folder.write(f"log/{path}", content)
    old = folder.write("old", LOG.checkpoint(300))

    assert folder.run("tiles", str(folder.path / "log"))[0] == 0
    assert folder.run("tiles", str(folder.path / "log"), old)[0] == 0


def test_changed_tile_is_found(folder: Folder) -> None:
    for path, content in LOG.files().items():
        folder.write(f"log/{path}", content)
    tile = LOG.files()["tile/0/001"]
    folder.write("log/tile/0/001", flipped(tile, 9))
    old = folder.write("old", LOG.checkpoint(300))

    everything = folder.run("tiles", str(folder.path / "log"))
    since = folder.run("tiles", str(folder.path / "log"), old)

    assert everything == (1, "NOT VERIFIED: the tree of 700 events is another\n")
    assert since == (1, "NOT VERIFIED: the tree of 300 events is another\n")


def test_flipped_bits_are_found(folder: Folder) -> None:
    old = folder.write("old", LOG.checkpoint(300))
    texts = {"proof": LOG.proof(400).text.encode(), "consistency": LOG.consistency(300).encode()}
    for command, text in texts.items():
        for bit in range(7, len(text) * 8, len(text) * 8 // 12):
            file = folder.write("changed", flipped(text, bit))
            arguments = [old, file] if command == "consistency" else [file]

            code, reason = folder.run(command, *arguments)

            assert (code, reason.startswith("NOT VERIFIED: ")) == (1, True), (command, bit)


def test_two_histories_are_told_apart(folder: Folder) -> None:
    other = Checkpoint(ORIGIN, 300, LOG.roots[299])
    forked = folder.write("old", sign_checkpoint(other, [KEY]))

    assert folder.run("consistency", forked, folder.write("new", LOG.consistency(300))) == (
        1,
        "NOT VERIFIED: the log was changed after the older checkpoint\n",
    )


@pytest.mark.parametrize("arguments", [[], ["proof"], ["constructor", "x"], ["proof", "missing"]])
def test_wrong_use_is_said(folder: Folder, arguments: list[str]) -> None:
    code, reason = folder.run(*arguments)

    assert code == 1
    assert re.match("NOT VERIFIED: (usage|ENOENT)", reason)
