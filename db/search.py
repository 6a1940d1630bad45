"""Finds and sorts names the same way on every engine, by a folded copy of the text."""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, String, and_, true
from sqlmodel import Field, col


def fold(*parts: str | None) -> str:
    """Lower case without accents: the search `muller` finds `Müller`, which is sorted beside it."""
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part).casefold())
    return "".join(character for character in text if not unicodedata.combining(character))


def search_text(length: int) -> Any:  # noqa: ANN401 - SQLModel's Field is typed Any
    """The folded column; code point order on PostgreSQL, which is SQLite's order too."""
    kind = String(length).with_variant(String(length, collation="C"), "postgresql")
    return Field(sa_type=kind)


def matches(column: str, search: str) -> ColumnElement[bool]:
    """Whether the folded column contains every word of the search."""
    return and_(
        true(), *(col(column).contains(word, autoescape=True) for word in fold(search).split())
    )
