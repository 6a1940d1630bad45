"""Lists that people search by name: a page of what matches, and how much matches."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.search import matches, patterns

Row = TypeVar("Row")


class Searched(Generic[Row]):
    """A list in the order of its folded text; without a search it is whole."""

    def __init__(self, listed: SelectOfScalar[Row], *, text: str, key: str) -> None:
        """`text` and `key` are columns: the folded text, and the id of what has the same text."""
        self._listed = listed
        self._text = text
        self._keys = [col(text), col(key)]
        self._by_words: dict[int, Paged[Row]] = {}

    async def find(
        self, session: Session, *, search: str | None, after: Sequence[object] | None, first: int
    ) -> Slice[Row]:
        """`first` rows that match, after the one that has the keys `after`."""
        words = patterns(search)
        return await self._matching(len(words)).page(session, after=after, first=first, **words)

    async def count_all(self, session: Session, *, search: str | None) -> int:
        """How many rows match."""
        words = patterns(search)
        return await self._matching(len(words)).count(session, **words)

    def _matching(self, words: int) -> Paged[Row]:
        if words not in self._by_words:
            listed = self._listed.where(matches(self._text, words))
            self._by_words[words] = Paged(listed, keys=self._keys)
        return self._by_words[words]
