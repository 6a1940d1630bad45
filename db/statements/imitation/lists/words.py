"""Finds imitations by words of their texts, which have no folded copy (ADR 0006) to be erased too.

A word is looked for in small letters, in capitals, and with one capital: SQLite knows the case of
ASCII alone.
"""

from collections.abc import Mapping, Sequence
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
    """The values of `contains`: three patterns for each of 1, 2, 4 or 8 words."""
    words = list(dict.fromkeys((text or "").lower().split()))[:_MOST]
    if not words:
        return {}
    words += words[-1:] * ((1 << (len(words) - 1).bit_length()) - len(words))
    forms = [form for word in words for form in (word, word.upper(), word.capitalize())]
    return {f"word_{place}": f"%{escaped(form)}%" for place, form in enumerate(forms)}


def contains(column: Any, number: int) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401 - as below
    """Whether the column has every word; the callers give so many `patterns`."""
    return [
        or_(*(_Like(column, f"word_{first + form}") for form in range(_FORMS)))
        for first in range(0, number, _FORMS)
    ]


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
