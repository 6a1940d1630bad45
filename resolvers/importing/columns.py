"""The columns of a kind of file, and which of them a written name means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

_NOT_A_LETTER: Final = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of file; those in `unused` are Shopware's and have no use here."""

    required: frozenset[str]
    optional: frozenset[str]
    unused: frozenset[str] = frozenset()
    one_line: frozenset[str] = frozenset()  # in which a line break becomes a blank
    # A name that holds the key and is no column's is refused: it may mean the column.
    guarded: frozenset[tuple[str, str]] = frozenset()

    def meant(self, written: str) -> str:
        """The column of that name, whatever its case and its underscores; else the name itself."""
        return _by_letters(self).get(_letters(written), written)

    def doubtful(self, written: str) -> str | None:
        """The column that a name, which is no column's, may mean."""
        letters = _letters(written)
        return next((name for part, name in self.guarded if part in letters), None)


@cache
def _by_letters(columns: Columns) -> Mapping[str, str]:
    return {_letters(name): name for name in columns.required | columns.optional | columns.unused}


def _letters(name: str) -> str:
    return _NOT_A_LETTER.sub("", name).casefold()
