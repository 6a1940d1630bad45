"""The beginning of a file: byte order marks, the encoding, and a line that names the separator."""

import re
from collections.abc import Iterator
from typing import Final

SEPARATOR: Final = ";"
_MARK: Final = "\ufeff"
# The byte order marks of UTF-16 in the form of surrogateescape; without one, every other byte of
# ASCII is zero.
_UTF_16: Final = re.compile("\udcff\udcfe|\udcfe\udcff|.?\0")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.?)"?\r?\n?', re.IGNORECASE)


class Unreadable(Exception):
    """The file is no table with the required columns."""


def read_beginning(lines: Iterator[str]) -> tuple[str, int]:
    """The line with the columns' names, and how many lines stand before it; raises Unreadable."""
    first = next(lines, "")
    if _UTF_16.match(first):
        raise Unreadable("The file is in UTF-16. Save it as UTF-8.")
    first = first.lstrip(_MARK)
    separator = _SEPARATOR_LINE.fullmatch(first)
    if separator is None:
        return first, 0
    if separator[1] != SEPARATOR:
        named = first.strip()
        raise Unreadable(f"The first line is «{named}», but cells are separated by «{SEPARATOR}».")
    return next(lines, ""), 1
