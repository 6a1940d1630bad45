"""Finds and sorts names the same way on every engine, by a folded copy of the text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, bindparam, true
from sqlmodel import Field

LONGEST_CLUE: Final = 6  # characters; each trigram costs the index as much as the rarest one has
_ESCAPE: Final = "/"
_TRIGRAM: Final = 3
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
    return _padded(_words(search), "word")


def clues(search: str | None) -> dict[str, str] | None:
    """What an index of trigrams is asked: as many patterns as `patterns` has, and a MATCH of FTS5.

    None where no word has a trigram that tells. A text that contains the words has all of their
    clues, and so have a few others.
    """
    words = _words(search)
    found = [clue for word in words if (clue := _clue(word))]
    if not found:
        return None
    asked = _padded(found + found[-1:] * (len(words) - len(found)), "clue")
    return asked | {"trigrams": " ".join(dict.fromkeys(map(_quoted, _trigrams(found))))}


def beginnings(search: str | None, *, behind: str) -> dict[str, str]:
    """Patterns of words that begin so, somewhere behind the mark; as many as `patterns` has."""
    whole = _padded(_words(search), "beginning")
    return {name: f"%{behind}% {pattern[1:]}" for name, pattern in whole.items()}


def has_beginnings(column: Any, words: int) -> ColumnElement[bool]:  # noqa: ANN401 - as below
    """Whether the folded column has words that begin so; the callers give the `beginnings`."""
    return _is_like(column, "beginning", words)


def matches(column: Any, words: int) -> ColumnElement[bool]:  # noqa: ANN401 - of any selection
    """Whether the folded column contains every word; the callers give the `patterns`."""
    return _is_like(column, "word", words)


def may_match(column: Any, words: int) -> ColumnElement[bool]:  # noqa: ANN401 - as above
    """Whether the folded column has the clues, which the callers give."""
    return _is_like(column, "clue", words)


def _is_like(column: Any, name: str, number: int) -> ColumnElement[bool]:  # noqa: ANN401 - as above
    given = (bindparam(f"{name}_{place}", type_=String()) for place in range(number))
    return and_(true(), *(column.like(each, escape=_ESCAPE) for each in given))


def _words(search: str | None) -> list[str]:
    return list(dict.fromkeys(fold(search).split()))


def _padded(words: list[str], name: str) -> dict[str, str]:
    size = 1 << (len(words) - 1).bit_length() if words else 0
    padded = words + words[-1:] * (size - len(words))
    return {f"{name}_{number}": f"%{escaped(word)}%" for number, word in enumerate(padded)}


def _clue(word: str) -> str | None:
    """The rare part: many addresses have the same domain, many names and numbers begin alike."""
    local, at, domain = word.partition("@")
    rare = (local + at if local else at + domain)[-LONGEST_CLUE:]
    return rare if len(rare) >= _TRIGRAM else None


def _trigrams(words: list[str]) -> Iterator[str]:
    for word in words:
        yield from (word[at : at + _TRIGRAM] for at in range(len(word) - _TRIGRAM + 1))


def _quoted(trigram: str) -> str:
    """A string of FTS5's query language."""
    return '"' + trigram.replace('"', '""') + '"'


def escaped(word: str) -> str:
    """The word, in which no character of a pattern is one."""
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return word
