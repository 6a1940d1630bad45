"""Parses the segments of a URL's path into the form that browsers send."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote_to_bytes

_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
# The signs that stay as they are. A comma, a semicolon or a quote has a meaning in headers.
_PLAIN: Final = "!$&()+=:@"


def segments(path: str) -> list[str]:
    """The names between the slashes of a path that begins with one, without escapes.

    Raises ValueError. Empty segments and dots would lead browsers elsewhere: `//a.example` is
    another host.
    """
    if _BROKEN_ESCAPE.search(path):
        raise ValueError("A percent sign is followed by two hex digits.")
    names = [unquote_to_bytes(name).decode() for name in path.split("/")[1:]]
    for name in names:
        if name in {"", ".", ".."} or "/" in name or "\\" in name or not name.isprintable():
            raise ValueError("The path has a segment that no request can have.")
    return names


def joined(names: list[str]) -> str:
    """The path of these segments, percent-encoded."""
    return "".join(f"/{encoded(name)}" for name in names)


def encoded(segment: str) -> str:
    """One segment in Unicode's form NFC, percent-encoded."""
    return quote(unicodedata.normalize("NFC", segment), safe=_PLAIN, errors="replace")
