"""Strict readers of the texts in signed notes: each value has exactly one spelling."""

import base64
import binascii
import re
from typing import Final

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)  # 63 bits, as all sizes here


class Malformed(ValueError):
    """A text is not in the form that its specification defines."""


def number_of(text: str) -> int:
    """A decimal number without a sign or leading zeros."""
    if not _DECIMAL.fullmatch(text):
        raise Malformed(f"No decimal number: {text[:40]!r}.")
    return int(text)


def bytes_of(text: str, length: int | None = None) -> bytes:
    """The bytes of a base64 text (RFC 4648, section 4), which are `length` in number if given."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("A value is not base64.") from None
    if base64_of(found) != text:  # unused bits that are set: a second spelling of the same bytes
        raise Malformed("A value is not canonical base64.")
    if length not in {None, len(found)}:
        raise Malformed(f"A value has {len(found)} bytes instead of {length}.")
    return found


def base64_of(value: bytes) -> str:
    """The base64 text of bytes (RFC 4648, section 4)."""
    return base64.b64encode(value).decode("ascii")
