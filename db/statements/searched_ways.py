"""The ways to what a search finds: in the order of the list, or by an index of trigrams."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import FromClause, Select, bindparam, column, table
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import MOST, ONE, After, count_of
from db.search import matches, may_match
from db.trigrams import numbered

# Rows; on both engines they are read in 2 to 4 ms. A page of what one row in 800 has is among them.
NEAR: Final = 20_000


class _Way(ABC):
    """Finds keys first, and then the rows of one page."""

    def __init__(self, keys: Sequence[Any], words: int) -> None:
        """The list's folded text and its id; the number of words in a search."""
        self.keys = keys
        self.words = words

    @abstractmethod
    def found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        """The keys of what matches."""

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """At most MOST of the rows, in order."""
        found = self.found(listed, after)
        return self.rows_of(found.order_by(*found.selected_columns).limit(MOST))

    def counted(self, listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
        """How many rows there are, at most MOST_COUNTED."""
        return count_of(self.found(listed, lambda _: []).with_only_columns(ONE))

    def only_of(self, listed: SelectOfScalar[Any], found: Select[Any]) -> Select[Any]:
        """Without what the list leaves out of its table."""
        if listed.whereclause is None:
            return found
        return found.where(found.selected_columns[1] == self.keys[1], listed.whereclause)

    def rows_of(self, found: Select[Any]) -> SelectOfScalar[Any]:
        """The rows that have these keys."""
        text, key = _keys_of(keys := found.subquery("found"))
        model = self.keys[1].class_
        return select(model).join(keys, key == self.keys[1]).order_by(text, key)


class Walk(_Way):
    """Reads the keys in the index of the list's order until there are enough."""

    def found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        """Of an expression, or PostgreSQL reads its index of trigrams for a word without any."""
        text = self.keys[0].concat("")
        read = select(*self.keys).where(matches(text, self.words), *after(self.keys))
        return self.only_of(listed, read)


class Beginning(_Way):
    """Reads NEAR keys of the table and no more: whether it found all, it does not tell."""

    def found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        """Keys in the order of the list: both engines hand on what a sorted selection gives."""
        read = select(*self.keys).where(*after(self.keys)).order_by(*self.keys).limit(NEAR)
        text, key = _keys_of(read.subquery("read"))
        return self.only_of(listed, select(text, key).where(matches(text, self.words)))

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """To sort what no join disorders would make SQLite read all of it: ten times as long."""
        if listed.whereclause is not None:
            return super().page(listed, after)
        return self.rows_of(self.found(listed, after).limit(MOST))


class ByPgTrgm(_Way):
    """By pg_trgm's index on the folded text; without one this reads the whole table."""

    def found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        """The planner must not walk the list in order, which takes seconds for a name in M."""
        likely = _only(listed, self.keys).where(may_match(self.keys[0], self.words)).cte("likely")
        text, key = _keys_of(likely.prefix_with("MATERIALIZED"))
        return select(text, key).where(matches(text, self.words), *after([text, key]))


class ByFts5(_Way):
    """By SQLite's FTS5."""

    def found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        """MATCH finds what has the clues; the texts beside it are read in the order of numbers."""
        name = self.keys[1].class_.__tablename__
        texts, trigrams = numbered(name), f"{name}_trigrams"
        index = table(trigrams, column("rowid"), column(trigrams))
        found = (
            select(texts.c.search_text, texts.c.id)
            .select_from(index.join(texts, texts.c.number == index.c.rowid))
            .where(index.c[trigrams].op("MATCH")(bindparam("trigrams")))
            .where(
                matches(texts.c.search_text, self.words), *after([texts.c.search_text, texts.c.id])
            )
        )
        return self.only_of(listed, found)


def _only(listed: SelectOfScalar[Any], keys: Sequence[Any]) -> Select[Any]:
    return listed.with_only_columns(*keys, maintain_column_froms=True)


def _keys_of(selection: FromClause) -> tuple[Any, Any]:
    text, key = selection.c
    return text, key
