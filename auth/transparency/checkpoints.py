"""Checkpoints: the signed size and root of the tree (C2SP tlog-checkpoint)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from auth.transparency.hashing import EMPTY_ROOT, SIZE
from auth.transparency.keys import SigningKey, VerifierKey
from auth.transparency.notes import NotSigned, open_note, sign_note
from auth.transparency.parsing import Malformed, base64_of, bytes_of, number_of

_LINES: Final = 3  # that every checkpoint has


class Checkpoint(NamedTuple):
    """The head of the log that `origin` names."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey]) -> str:
    """The checkpoint as a note. After a change of keys both the old and the new one sign once."""
    return sign_note(checkpoint.text, keys)


def open_checkpoint(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note that a key of its log has signed; raises Malformed or NotSigned.

    A key is named as its log: a known log's key cannot sign for another log.
    """
    opened = open_note(note, keys)
    checkpoint = parse_checkpoint(opened.text)
    if checkpoint.origin not in {key.name for key in opened.keys}:
        raise NotSigned(f"No known key of {checkpoint.origin} has signed this checkpoint.")
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that the text of a note states; raises Malformed.

    Lines below the root belong to other logs' extensions; they only may not be empty.
    """
    lines = text.split("\n")
    if len(lines) <= _LINES or lines.pop() or not all(lines):
        raise Malformed("A checkpoint has an origin, a size and a root, each on a line.")
    checkpoint = Checkpoint(lines[0], number_of(lines[1]), bytes_of(lines[2], SIZE))
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise Malformed("The root of an empty tree is the hash of nothing.")
    return checkpoint
