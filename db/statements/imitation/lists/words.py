"""Finds imitations by words of their texts, which have no folded copy (ADR 0006) to be erased too.

A word is looked for in small letters, in capitals, and with one capital: SQLite knows the case of
ASCII alone.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, String, bindparam, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from db.search import escaped

_FORMS: Final = 3  # of a word
_MOST: Final = 8  # words; of a longer text the others are not looked for


def patterns(text: str | None) -> Mapping[str, str]:
    """The values of `contains`: 1, 2, 4 or 8 words, of each three patterns, or one in ASCII."""
    words = list(dict.fromkeys((text or "").lower().split()))[:_MOST]
    if not words:
        return {}
    words += words[-1:] * ((1 << (len(words) - 1).bit_length()) - len(words))
    forms = [(word, word.upper(), word.capitalize()) for word in words]
    each = 1 if all(word.isascii() for word in words) else _FORMS
    return {
        f"word_{place}_{number}": f"%{escaped(form)}%"
        for place, of_word in enumerate(forms)
        for number, form in enumerate(of_word[:each])
    }


def contains(column: Any, names: Collection[str]) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401 - of any selection
    """Whether the column has every word; the callers give the `patterns` with these names."""
    forms = range(_FORMS if "word_0_1" in names else 1)
    words = range(len(names) // len(forms))
    return [or_(*(_Like(column, f"word_{word}_{form}") for form in forms)) for word in words]


class _Like(FunctionElement[Any]):
    """A column and the name of the pattern that it is like, whatever the case of ASCII letters."""

    inherit_cache = True
    type = NullType()

    def __init__(self, column: Any, name: str) -> None:  # noqa: ANN401 - of any selection
        super().__init__(column, bindparam(name, type_=String()))


@compiles(_Like, "postgresql")
def _on_postgresql(element: _Like, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} ILIKE {pattern} ESCAPE '/'"


@compiles(_Like, "sqlite")
def _on_sqlite(element: _Like, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} LIKE {pattern} ESCAPE '/'"
