"""The signed result of a walk over the whole audit log, from which later verifications go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from auth.transparency.checkpoints import Checkpoint, parse_checkpoint
from auth.transparency.keys import SigningKey, VerifierKey
from auth.transparency.notes import NotSigned, open_note, sign_note
from auth.transparency.parsing import Malformed, number_of

# A walk's text cannot be taken for a checkpoint of the log: its first line is another one.
_SUFFIX: Final = "/walks"
_LINES: Final = 7  # with the empty one after the last newline


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found. `through_id` is the newest event's id, `broken_id` the first broken one's.

    The tree had this root at this size. `broken_id` is 0 where everything held.
    """

    size: int
    root: bytes
    through_id: int
    broken_id: int
    at: datetime


def sign_walk(walked: Walked, keys: Sequence[SigningKey]) -> str:
    """The walk as a signed note."""
    head = Checkpoint(f"{keys[0].name}{_SUFFIX}", walked.size, walked.root).text
    more = f"{walked.through_id}\n{walked.broken_id}\n{walked.at.isoformat()}\n"
    return sign_note(head + more, keys)


def open_walk(note: str, keys: Sequence[VerifierKey]) -> Walked:
    """The walk in a note that one of the keys has signed; raises Malformed or NotSigned."""
    opened = open_note(note, keys)
    head, lines = parse_checkpoint(opened.text), opened.text.split("\n")
    if head.origin not in {f"{key.name}{_SUFFIX}" for key in opened.keys}:
        raise NotSigned("This note is of no walk.")
    if len(lines) != _LINES:
        raise Malformed("A walk has six lines.")
    through_id, broken_id = number_of(lines[3]), number_of(lines[4])
    try:
        at = datetime.fromisoformat(lines[5])
    except ValueError:
        raise Malformed("A walk has a time.") from None
    return Walked(head.size, head.root, through_id, broken_id, at)
