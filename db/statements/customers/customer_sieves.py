"""The ways to the customers whom a filter lets through.

A page of what many customers have is found near where it begins, in the index of the order. What is
rarer is found by the index of the filter, and sorted. Conditions name columns without their table:
they are asked of the table and of what was read of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, column, or_, text
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import MOST, ONE, After, Paged, count_of
from db.models import Customer
from db.models.columns import HexId
from db.search import has_beginnings, matches, may_match
from db.statements.customers.customer_sorts import STRETCHES, Stretch
from db.statements.searched_ways import NEAR

SHAPES: Final = 256  # kept of the combinations of filters, words and orders that are asked for
_TEXT: Final[Any] = column("search_text")
_FILTERED: Final = (
    Customer.search_text,
    Customer.active,
    Customer.guest,
    Customer.bound_sales_channel_id,
    Customer.company,
    Customer.imitation_consent,
    Customer.imitation_consent_changed_at,
)
_CONSENTS: Final = {
    "GIVEN": "imitation_consent",
    "WITHDRAWN": "NOT imitation_consent AND imitation_consent_changed_at IS NOT NULL",
    "NOT_ASKED": "NOT imitation_consent AND imitation_consent_changed_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions there are; numbers of words, and whether a customer is listed besides."""

    active: bool | None = None
    guest: bool | None = None
    consent: str | None = None
    bound: bool = False
    company: int = 0
    words: int = 0
    clues: bool = False
    besides: bool = False

    @property
    def is_searched_alone(self) -> bool:
        """Whether nothing but words is asked for."""
        return self == Shape(words=self.words, clues=self.clues)

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """What holds for every customer of the list; as the partial indexes say it."""
        found: list[Any] = []
        if self.active is not None:
            found.append(text("active" if self.active else "NOT active"))
        if self.guest is not None:
            found.append(text("guest" if self.guest else "NOT guest"))
        if self.consent is not None:
            found.append(text(_CONSENTS[self.consent]))
        if self.bound:
            found.append(column("bound_sales_channel_id", HexId) == bindparam("bound", type_=HexId))
        if self.company:
            found += [text("company IS NOT NULL"), has_beginnings(_TEXT, self.company)]
        return found

    def matched(self) -> ColumnElement[bool]:
        """Whether the words are found; the customer who is listed besides needs none."""
        return self._or_besides(matches(_TEXT, self.words))

    def likely(self) -> ColumnElement[bool]:
        """What the index of trigrams is asked for before; the same where no word tells."""
        return self._or_besides(may_match(_TEXT, self.words)) if self.clues else self.matched()

    def _or_besides(self, found: ColumnElement[bool]) -> ColumnElement[bool]:
        if not self.besides:
            return found
        return or_(found, column("id", HexId) == bindparam("besides", type_=HexId))


@dataclass(frozen=True, slots=True)
class Ways:
    """The statements of one stretch; `rest` answers what `near` does not find."""

    near: Paged[Customer]
    rest: Paged[Customer] | None


@lru_cache(maxsize=SHAPES)
def ways(sort: str, shape: Shape) -> Sequence[Ways]:
    """The ways through each stretch of the list in this order."""
    return [_ways(stretch, shape) for stretch in STRETCHES[sort]]


def _ways(stretch: Stretch, shape: Shape) -> Ways:
    listed = select(Customer).where(*stretch.only)
    keys, descending = stretch.keys, stretch.descending
    if shape == Shape():
        return Ways(Paged(listed, keys=keys, descending=descending), None)
    near, rest = _Near(stretch, shape), _Rest(stretch, shape)
    return Ways(
        Paged(listed, keys=keys, descending=descending, way=near),
        Paged(listed, keys=keys, descending=descending, way=rest),
    )


class _Near:
    """Reads NEAR customers of the index and no more: whether it found all, it does not tell."""

    def __init__(self, stretch: Stretch, shape: Shape) -> None:
        self.stretch = stretch
        self.shape = shape

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """At most MOST of the customers; both engines hand on what a sorted selection gives."""
        return _rows(self._found(listed, after).limit(MOST), self.stretch)

    def counted(self, listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
        """How many of those that are near."""
        found = self._found(listed, lambda _: [])
        return count_of(found.with_only_columns(ONE, maintain_column_froms=True))

    def _found(self, listed: SelectOfScalar[Any], after: After) -> Select[Any]:
        needed = dict.fromkeys([*self.stretch.keys, col(Customer.id), *map(col, _FILTERED)])
        read = (
            listed.with_only_columns(*needed, maintain_column_froms=True)
            .where(*after(self.stretch.keys))
            .order_by(*_order(self.stretch.keys, self.stretch))
            .limit(NEAR)
            .subquery("read")
        )
        keys: list[Any] = [read.c[key.name] for key in _and_id(self.stretch)]
        found: Select[Any] = select(*keys).where(*self.shape.conditions(), self.shape.matched())
        return found


class _Rest:
    """Finds all whom the filter lets through, and sorts them."""

    def __init__(self, stretch: Stretch, shape: Shape) -> None:
        self.stretch = stretch
        self.shape = shape

    def page(self, listed: SelectOfScalar[Any], after: After) -> SelectOfScalar[Any]:
        """The planner must not walk the index of the order: seconds for what is rare."""
        likely = self._likely(listed, [*_and_id(self.stretch), col(Customer.search_text)])
        found = likely.cte("likely").prefix_with("MATERIALIZED")
        keys = [found.c[key.name] for key in _and_id(self.stretch)]
        after_these = after([found.c[key.name] for key in self.stretch.keys])
        chosen = select(*keys).where(self.shape.matched(), *after_these)
        order = _order([found.c[key.name] for key in self.stretch.keys], self.stretch)
        return _rows(chosen.order_by(*order).limit(MOST), self.stretch)

    def counted(self, listed: SelectOfScalar[Any]) -> SelectOfScalar[int]:
        """How many there are, at most MOST_COUNTED."""
        return count_of(self._likely(listed, [ONE]).where(self.shape.matched()))

    def _likely(self, listed: SelectOfScalar[Any], columns: Sequence[Any]) -> Select[Any]:
        chosen = listed.with_only_columns(*columns, maintain_column_froms=True)
        return chosen.where(*self.shape.conditions(), self.shape.likely())


def _rows(found: Select[Any], stretch: Stretch) -> SelectOfScalar[Any]:
    """The customers of these keys."""
    chosen = found.subquery("found")
    order = _order([chosen.c[key.name] for key in stretch.keys], stretch)
    return select(Customer).join(chosen, chosen.c.id == col(Customer.id)).order_by(*order)


def _and_id(stretch: Stretch) -> Sequence[Any]:
    return list(dict.fromkeys([*stretch.keys, col(Customer.id)]))


def _order(keys: Sequence[Any], stretch: Stretch) -> Sequence[Any]:
    return [key.desc() if stretch.descending else key.asc() for key in keys]
