"""Leaves of the audit log: canonical JSON that shows what is public and commits to the rest.

A leaf is an object with the members `v` (1), public facts, and `commitments`: an object with a
commitment for each value that concerns a person. Later versions may add members, such as the
number of an event among those of its customer, or further commitments: verifiers ignore those
that they do not know.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple

import orjson

from auth.transparency.parsing import Malformed

VERSION: Final = 1
SALT_LENGTH: Final = 16  # bytes: 128 random bits, so that no value can be guessed
MOST: Final = 1 << 53  # integers are exact up to here in every language (RFC 8785)
Value = str | int | Mapping[str, "Value"]


class Opening(NamedTuple):
    """What a commitment hides."""

    salt: bytes
    value: str


def leaf_of(facts: Mapping[str, str | int], commitments: Mapping[str, bytes]) -> bytes:
    """The leaf of an event; `facts` are public."""
    _check(facts)
    _check("".join(commitments))
    hidden = {name: commitment.hex() for name, commitment in commitments.items()}
    return _written({**facts, "v": VERSION, "commitments": hidden})


def opening_of(event_salt: bytes, name: str, value: str) -> Opening:
    """The opening of one value of an event. It tells nothing about the event's other values."""
    # Half of the digest: from a whole one, salts of longer names could be computed.
    return Opening(sha256(event_salt + name.encode()).digest()[:SALT_LENGTH], value)


def commitments_to(values: Mapping[str, str], event_salt: bytes) -> dict[str, bytes]:
    """The commitments to all values of an event: those that `commitment_to` makes, and faster."""
    commitments = {}
    for name, value in values.items():
        salt = sha256(event_salt + name.encode()).digest()[:SALT_LENGTH]
        commitments[name] = sha256(salt + f"{name}\0{value}".encode()).digest()
    return commitments


def commitment_to(name: str, opening: Opening) -> bytes:
    """SHA-256 of the salt, which has a fixed length, the name, a zero byte and the value."""
    return sha256(opening.salt + f"{name}\0{opening.value}".encode()).digest()


def opens(leaf: bytes, openings: Mapping[str, Opening]) -> bool:
    """Whether the leaf commits to each of these values; raises Malformed for what is no leaf."""
    commitments = members_of(leaf).get("commitments")
    return isinstance(commitments, Mapping) and all(
        commitments.get(name) == commitment_to(name, opening).hex()
        for name, opening in openings.items()
    )


def members_of(leaf: bytes) -> Mapping[str, Value]:
    """The members of a leaf; raises Malformed for what is not canonical."""
    try:
        members = json.loads(leaf)
    except (ValueError, RecursionError):
        raise Malformed("A leaf is JSON.") from None
    if not isinstance(members, dict) or canonical(members) != leaf:
        raise Malformed("A leaf is a canonical JSON object.")
    return members


def canonical(members: Mapping[str, Value]) -> bytes:
    """Canonical JSON (RFC 8785) of ASCII texts and integers; raises Malformed for other values."""
    _check(members)
    return _written(members)


def _written(members: Mapping[str, Value]) -> bytes:
    # Of texts that need no escapes but those of quotes and backslashes, all libraries write the
    # same; this one takes a tenth of the time of json, which counts in a walk over all leaves.
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def _check(value: object) -> None:
    """Refuse what JSON libraries write in different ways."""
    if isinstance(value, str):
        if not (value.isascii() and value.isprintable()):
            raise Malformed("A text in a leaf is of printable ASCII characters.")
    elif isinstance(value, Mapping):
        for name, member in value.items():
            _check(name)
            _check(member)
    elif isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST:
        raise Malformed("A leaf holds texts and integers of up to 2**53.")
