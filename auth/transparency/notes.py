"""Signed notes: a text with the signatures of one or more keys (C2SP signed-note)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from auth.transparency.keys import ID_LENGTH, SigningKey, VerifierKey, check_key_name
from auth.transparency.parsing import Malformed, base64_of, bytes_of

MOST_SIGNATURES: Final = 64  # the specification asks for at least 16: the log's and its witnesses'
MOST_CHARACTERS: Final = 1 << 18
_DASH: Final = "\N{EM DASH}"
_WORDS: Final = 3  # of a signature's line


class NotSigned(ValueError):
    """No known key has signed the note, or a signature of a known key is wrong."""


class Signature(NamedTuple):
    """One line below the text. Name and id together tell the key."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH} {self.name} {base64_of(self.key_id + self.value)}\n"


class Note(NamedTuple):
    """A note whose form is right; nothing is known about its signatures yet."""

    text: str
    signatures: Sequence[Signature]


class Opened(NamedTuple):
    """The text of a note that was signed by `keys`, all of them known to the verifier."""

    text: str
    keys: Sequence[VerifierKey]


def sign_note(text: str, keys: Sequence[SigningKey]) -> str:
    """The note with a signature of each key. The text ends in a newline."""
    if not text.endswith("\n") or not _is_allowed(text):
        raise Malformed("The text of a note consists of lines without control characters.")
    made = [
        Signature(key.name, key.verifier.key_id, key.sign(text.encode("utf-8"))) for key in keys
    ]
    return "\n".join([text, "".join(str(signature) for signature in made)])


def open_note(note: str, keys: Sequence[VerifierKey]) -> Opened:
    """The text of a note that one of the keys has signed; raises Malformed or NotSigned.

    Signatures of other keys are ignored, as the specification demands: witnesses add theirs.
    """
    text, signatures = parse_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed = []
    for signature in signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.is_signed(text.encode("utf-8"), signature.value):
            raise NotSigned(f"A signature of {key.name} does not belong to this text.")
        signed.append(key)
    if not signed:
        raise NotSigned("None of the known keys has signed this note.")
    return Opened(text, signed)


def parse_note(note: str) -> Note:
    """The parts of a note; raises Malformed."""
    if len(note) > MOST_CHARACTERS or not _is_allowed(note):
        raise Malformed("A note has no control characters and no more than 262144 characters.")
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or not below or lines.pop():
        raise Malformed("A note ends with signatures, each on a line, below a blank line.")
    if len(lines) > MOST_SIGNATURES:
        raise Malformed(f"A note has at most {MOST_SIGNATURES} signatures.")
    return Note(f"{text}\n", [_signature(line) for line in lines])


def _signature(line: str) -> Signature:
    words = line.split(" ")
    if len(words) != _WORDS or words[0] != _DASH:
        raise Malformed("A signature is a line of a dash, a name and base64.")
    check_key_name(words[1])
    value = bytes_of(words[2])
    if len(value) <= ID_LENGTH:
        raise Malformed("A signature has more than the four bytes of its key's id.")
    return Signature(words[1], value[:ID_LENGTH], value[ID_LENGTH:])


def _is_allowed(text: str) -> bool:
    """Whether it is UTF-8 without control characters other than the newline."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not any(sign < " " and sign != "\n" for sign in text)
