"""The verifiers in integrations/verify-audit accept what is true, and nothing after a change."""

import re
from pathlib import Path

import pytest

from auth.transparency.checkpoints import Checkpoint, sign_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.tiles import tiles_of_tree
from tests.audit.outsiders.verifiers import PROGRAMS, follow, run_node, verify
from tests.transparency.keys import KEY, NEXT, ORIGIN, OTHER_LOG, WITNESS
from tests.transparency.logs import Log
from tests.transparency.trees import Stored, flipped, leaf_hashes

LOG = Log()
VERIFIER = str(KEY.verifier)
ROOT = LOG.roots[LOG.size].hex()
FORKED = sign_checkpoint(Checkpoint(ORIGIN, 300, LOG.roots[299]), [KEY])  # another history

# Prints the number of bits, and those with whose opposite the proof is still accepted.
EVERY_BIT = """
import { readFileSync } from "node:fs";
import { checkProof, keysOf, text } from "PROGRAMS/verify.mjs";
const [keys, whole] = [keysOf(process.argv[2]), readFileSync(process.argv[3])];
checkProof(text(whole), keys);
const accepted = [...Array(whole.length * 8).keys()].filter((bit) => {
  const changed = Buffer.from(whole);
  changed[bit >> 3] ^= 1 << (bit & 7);
  try {
    return checkProof(text(changed), keys);
  } catch {
    return false;
  }
});
console.log(`${whole.length * 8} ${JSON.stringify(accepted)}`);
"""


class Folder:
    """Files of an auditor, and the verifiers that they run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: str | bytes) -> str:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(file)

    def write_log(self, log: Log, size: int | None = None) -> str:
        """What is published."""
        for path, content in log.files(size).items():
            self.write(f"log/{path}", content)
        return str(self.path / "log")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_checkpoint_verifies(folder: Folder) -> None:
    file = folder.write("checkpoint", LOG.checkpoint())

    assert verify(VERIFIER, "checkpoint", file) == (
        0,
        f"Checkpoint of {ORIGIN}: 700 events, root {ROOT}.\n",
    )


def test_checkpoint_of_a_rotation_verifies_with_either_key(folder: Folder) -> None:
    checkpoint = Checkpoint(ORIGIN, LOG.size, LOG.roots[LOG.size])
    file = folder.write("checkpoint", sign_checkpoint(checkpoint, [WITNESS, NEXT, KEY]))
    both = folder.write("keys", f"{KEY.verifier}\n{NEXT.verifier}\n")

    for key in (VERIFIER, str(NEXT.verifier), both):
        assert verify(key, "checkpoint", file)[0] == 0


@pytest.mark.parametrize("stranger", [NEXT, OTHER_LOG], ids=["another key", "another log"])
def test_unknown_key_is_refused(folder: Folder, stranger: SigningKey) -> None:
    file = folder.write("checkpoint", LOG.checkpoint())

    assert verify(str(stranger.verifier), "checkpoint", file) == (
        1,
        "NOT VERIFIED: no known key of this log signed the checkpoint\n",
    )


@pytest.mark.parametrize("index", [0, 255, 256, 699])
def test_proof_of_an_event_verifies(folder: Folder, index: int) -> None:
    code, text = verify(VERIFIER, "proof", folder.write("event.tlog-proof", LOG.proof(index).text))

    assert code == 0
    assert f"It contains, as number {index + 1}:" in text
    assert f'"username (opened)": "Zoë {index}"' in text
    assert '"at (UTC)": "2026-11-28T17:30:00.123Z"' in text


@pytest.mark.parametrize("old", [1, 255, 256, 257, 511, 512, 699, 700])
def test_log_begins_with_an_older_one(folder: Folder, old: int) -> None:
    earlier = folder.write("old", LOG.checkpoint(old))

    code, text = follow(VERIFIER, earlier, folder.write_log(LOG))

    assert (code, text.splitlines()[1]) == (0, f"It begins with all {old} events of the older one.")


@pytest.mark.parametrize("old", [1, 256, 65_535, 65_536, 65_537, 69_999])
def test_log_of_three_levels_begins_with_an_older_one(folder: Folder, old: int) -> None:
    stored, hashes = Stored(), leaf_hashes(70_000)
    for part in (hashes[:old], hashes[old:]):
        appended = stored.append(part)
        checkpoint = Checkpoint(ORIGIN, appended.size, appended.root)
        folder.write(f"{appended.size}", sign_checkpoint(checkpoint, [KEY]))
    folder.write("log/checkpoint", (folder.path / "70000").read_bytes())
    for tile in tiles_of_tree(70_000):
        folder.write(f"log/{tile.path}", stored.read(tile))

    assert follow(VERIFIER, str(folder.path / f"{old}"), str(folder.path / "log"))[0] == 0


def test_newest_checkpoint_is_kept_once_it_is_verified(folder: Folder) -> None:
    log, kept = folder.write_log(LOG), folder.path / "kept"
    old, forked = folder.write("old", LOG.checkpoint(300)), folder.write("forked", FORKED)

    assert follow(VERIFIER, forked, log, str(kept))[0] == 1
    assert not kept.exists()
    assert follow(VERIFIER, old, log, str(kept))[0] == 0
    assert kept.read_text() == LOG.checkpoint()


def test_changed_log_is_found(folder: Folder) -> None:
    old, log = folder.write("old", LOG.checkpoint(300)), folder.write_log(LOG)
    whole = LOG.files()
    del whole["tile/0/000"]  # its hash in tile/1/000 is enough
    for path, content in whole.items():
        changed = content[:-1] if path == "tile/0/002.p/188" else flipped(content, 9)
        folder.write(f"log/{path}", changed)

        code, reason = follow(VERIFIER, old, log)

        assert (code, reason.startswith("NOT VERIFIED: ")) == (1, True), path
        folder.write(f"log/{path}", content)
    assert follow(VERIFIER, old, log)[0] == 0


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (LOG.checkpoint(), "the log has lost events since the older checkpoint"),
        (FORKED, "the log was changed since the older checkpoint"),
        (
            sign_checkpoint(Checkpoint(OTHER_LOG.name, 300, LOG.roots[300]), [OTHER_LOG]),
            "the older checkpoint is of another log",
        ),
        (LOG.checkpoint().replace("\n700\n", "\n70\n"), "a signature is wrong"),
    ],
    ids=["replayed", "forked", "another log", "not signed"],
)
def test_other_history_is_found(folder: Folder, old: str, reason: str) -> None:
    """The log shows the checkpoint of its first 400 events once more: a replay."""
    keys = folder.write("keys", f"{VERIFIER}\n{OTHER_LOG.verifier}\n")

    answer = follow(keys, folder.write("old", old), folder.write_log(LOG, 400))

    assert answer == (1, f"NOT VERIFIED: {reason}\n")


def test_one_flipped_bit_proves_nothing(folder: Folder) -> None:
    proof = folder.write("event.tlog-proof", LOG.proof(400).text)
    program = folder.write("every_bit.mjs", EVERY_BIT.replace("PROGRAMS", PROGRAMS.as_uri()))

    code, accepted = run_node(program, VERIFIER, proof)

    assert (code, accepted) == (0, f"{len(LOG.proof(400).text.encode()) * 8} []\n")


@pytest.mark.parametrize("words", [[], ["proof"], ["constructor", "x"], ["proof", "missing"]])
def test_wrong_use_is_said(words: list[str]) -> None:
    for answer in (verify(VERIFIER, *words), follow(VERIFIER, *words)):
        assert answer[0] == 1
        assert re.match("NOT VERIFIED: (usage|ENOENT)", answer[1])
