"""Lists that people search by name: a page of what matches, and how much matches.

A search reads the beginning of the list, where what many rows have is found at once. What is rarer
is found by the index of trigrams, and sorted. Both answer what a walk through the list answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.dialect import SQLITE
from db.engine.paging import MOST_COUNTED, Paged, Slice
from db.engine.session import Session
from db.search import clues, patterns
from db.statements.searched_ways import Beginning, ByFts5, ByPgTrgm, Walk

Row = TypeVar("Row")


class Searched(Generic[Row]):
    """A list in the order of its folded text; without a search it is whole."""

    def __init__(
        self, listed: SelectOfScalar[Row], *, text: str, key: str, indexed: bool = False
    ) -> None:
        """`text` and `key` are columns: the folded text, and the id of what has the same text.

        `indexed`: the table has an index of trigrams; short lists do without.
        """
        self._listed = listed
        self._keys = [col(text), col(key)]
        self._indexed = indexed
        self._by_words: dict[int, _Ways[Row]] = {}

    async def find(
        self, session: Session, *, search: str | None, after: Sequence[object] | None, first: int
    ) -> Slice[Row]:
        """`first` rows that match, after the one that has the keys `after`."""
        words, asked = patterns(search), self._clues(search)
        ways = self._ways(len(words))
        if asked is None:
            return await ways.walk.page(session, after=after, first=first, **words)
        found = await ways.beginning.page(session, after=after, first=first, **words)
        if found.has_next:
            return found
        index = ways.index(session)
        return await index.page(session, after=after, first=first, **words, **asked)

    async def count_all(self, session: Session, *, search: str | None) -> int:
        """How many rows match."""
        words, asked = patterns(search), self._clues(search)
        ways = self._ways(len(words))
        if asked is None:
            return await ways.walk.count(session, **words)
        if await ways.beginning.count(session, **words) == MOST_COUNTED:
            return MOST_COUNTED
        return await ways.index(session).count(session, **words, **asked)

    def _clues(self, search: str | None) -> dict[str, str] | None:
        return clues(search) if self._indexed else None

    def _ways(self, words: int) -> "_Ways[Row]":
        if words not in self._by_words:
            paged = partial(Paged[Row], self._listed, keys=self._keys)
            self._by_words[words] = _Ways(
                walk=paged(way=Walk(self._keys, words) if words else None),
                beginning=paged(way=Beginning(self._keys, words)),
                pg_trgm=paged(way=ByPgTrgm(self._keys, words)),
                fts5=paged(way=ByFts5(self._keys, words)),
            )
        return self._by_words[words]


@dataclass(frozen=True, slots=True)
class _Ways(Generic[Row]):
    """The statements of a search of so many words."""

    walk: Paged[Row]
    beginning: Paged[Row]
    pg_trgm: Paged[Row]
    fts5: Paged[Row]

    def index(self, session: Session) -> Paged[Row]:
        return self.fts5 if session.dialect is SQLITE else self.pg_trgm
