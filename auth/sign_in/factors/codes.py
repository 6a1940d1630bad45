"""The normal form of a code as people type it: of an authenticator app, or for recovery."""

import unicodedata
from typing import Final

LONGEST: Final = 128  # characters as typed, blanks among them
_IGNORED_ASCII: Final = {ord(" "): None, ord("-"): None}
_IGNORED: Final = frozenset({"Zs", "Cf", "Pd"})  # blanks, and the dashes of recovery codes


def normal(typed: str) -> str:
    """The code in upper case with ASCII digits; empty for what is too long to be one."""
    if len(typed) > LONGEST:
        return ""
    if typed.isascii():
        return typed.upper().translate(_IGNORED_ASCII)
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(
        _digit(each) for each in plain.upper() if unicodedata.category(each) not in _IGNORED
    )


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
