"""Proofs that are verified offline: an event of the log with values opened (C2SP tlog-proof)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auth.transparency.checkpoints import Checkpoint, open_checkpoint
from auth.transparency.hashing import SIZE, hash_of_leaf
from auth.transparency.inclusion import is_included
from auth.transparency.keys import VerifierKey
from auth.transparency.leaves import SALT_LENGTH, Opening, Value, members_of, opens
from auth.transparency.parsing import Malformed, base64_of, bytes_of, number_of

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_EXTRA, _INDEX = "extra ", "index "
_BEFORE_PATH: Final = 3  # lines
_MOST_HASHES: Final = 63
_HEX: Final = SALT_LENGTH * 2


class NotProven(ValueError):
    """The form of the proof is right, and it does not prove what it states."""


@dataclass(frozen=True, slots=True)
class EventProof:
    """The leaf of an event, values that it commits to, and its way to a signed checkpoint."""

    leaf: bytes
    opened: Mapping[str, Opening]
    index: int
    path: Sequence[bytes]
    checkpoint: str  # a signed note

    @property
    def text(self) -> str:
        """The file that a customer or an auditor keeps."""
        opened = {
            name: [opening.salt.hex(), opening.value] for name, opening in self.opened.items()
        }
        extra = {"leaf": self.leaf.decode("ascii"), "opened": opened}
        written = json.dumps(extra, ensure_ascii=False, separators=(",", ":"))  # as JavaScript does
        lines = [
            FIRST_LINE,
            _EXTRA + base64_of(written.encode()),
            f"{_INDEX}{self.index}",
            *(base64_of(sibling) for sibling in self.path),
        ]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof has shown: the members of a leaf, the values behind its commitments."""

    members: Mapping[str, Value]
    values: Mapping[str, str]
    index: int
    checkpoint: Checkpoint


def verify_proof(text: str, keys: Sequence[VerifierKey]) -> Proven:
    """What the proof shows to whom trusts one of the keys.

    Raises Malformed, NotProven, or NotSigned of the checkpoint.
    """
    proof = parse_proof(text)
    checkpoint = open_checkpoint(proof.checkpoint, keys)
    if not opens(proof.leaf, proof.opened):
        raise NotProven("The leaf commits to other values.")
    if not is_included(
        hash_of_leaf(proof.leaf),
        index=proof.index,
        size=checkpoint.size,
        root=checkpoint.root,
        proof=proof.path,
    ):
        raise NotProven("The checkpoint's tree has another leaf at this index.")
    values = {name: opening.value for name, opening in proof.opened.items()}
    return Proven(members_of(proof.leaf), values, proof.index, checkpoint)


def parse_proof(text: str) -> EventProof:
    """The parts of a proof with opened values; raises Malformed."""
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    forms = (FIRST_LINE, _EXTRA, _INDEX)
    if len(lines) < _BEFORE_PATH or not all(map(str.startswith, lines, forms)):
        raise Malformed("A proof begins with its version, extra data and an index.")
    path = lines[_BEFORE_PATH:]
    if lines[0] != FIRST_LINE or len(path) > _MOST_HASHES:
        raise Malformed(f"A proof of version 1 has at most {_MOST_HASHES} hashes.")
    leaf, opened = _extra(bytes_of(lines[1].removeprefix(_EXTRA)))
    index = number_of(lines[2].removeprefix(_INDEX))
    proof = EventProof(leaf, opened, index, [bytes_of(line, SIZE) for line in path], checkpoint)
    if proof.text != text:  # JSON has several spellings of the same values
        raise Malformed("The extra data of a proof is compact JSON.")
    return proof


def _extra(content: bytes) -> tuple[bytes, dict[str, Opening]]:
    """The leaf and the values. They are not authenticated themselves: the leaf's hash is."""
    try:
        extra = json.loads(content)
        leaf = extra["leaf"].encode("ascii")
        opened = {name: _opening(*pair) for name, pair in extra["opened"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Malformed("The extra data of a proof is a leaf with opened values.") from None
    return leaf, opened


def _opening(salt: str, value: str) -> Opening:
    if len(salt) != _HEX or salt != bytes.fromhex(salt).hex():
        raise Malformed(f"A salt is {_HEX} hex characters.")
    value.encode("utf-8")  # a lone surrogate is a ValueError
    return Opening(bytes.fromhex(salt), value)
