"""Finds and sorts names the same way on every engine, by a folded copy of the text."""

import re
import unicodedata
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, bindparam, true
from sqlmodel import Field, col

_ESCAPE: Final = "/"
_SELECTOR: Final = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def fold(*parts: str | None) -> str:
    """Lower case without accents: the search `muller` finds `Müller`, which is sorted beside it."""
    text = " ".join(part for part in parts if part).casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not _is_ignored(character))


def _is_ignored(character: str) -> bool:
    """Accents, and what searches come without: joiners and the selectors of a letter's variant."""
    return (
        bool(unicodedata.combining(character))
        or unicodedata.category(character) == "Cf"
        or _SELECTOR.fullmatch(character) is not None
    )


def search_text(length: int) -> Any:  # noqa: ANN401 - SQLModel's Field is typed Any
    """The folded column; code point order on PostgreSQL, which is SQLite's order too."""
    kind = String(length).with_variant(String(length, collation="C"), "postgresql")
    return Field(sa_type=kind)


def patterns(search: str | None) -> dict[str, str]:
    """The values of `matches`: a pattern for each word, the last one again up to a power of two.

    So a search of any length is one of few statements, which are prepared once.
    """
    words = list(dict.fromkeys(fold(search).split()))
    size = 1 << (len(words) - 1).bit_length() if words else 0
    padded = words + words[-1:] * (size - len(words))
    return {f"word_{number}": f"%{_escaped(word)}%" for number, word in enumerate(padded)}


def matches(column: str, words: int) -> ColumnElement[bool]:
    """Whether the folded column contains every word; the callers give the patterns."""
    names = (f"word_{number}" for number in range(words))
    patterns_given = (bindparam(name, type_=String()) for name in names)
    return and_(true(), *(col(column).like(given, escape=_ESCAPE) for given in patterns_given))


def _escaped(word: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return word
