"""Lists of customers: filtered, searched, in one of four orders; each page goes on by its keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.engine.paging import MOST_COUNTED, Slice
from db.engine.session import Session
from db.models import Customer
from db.search import beginnings, clues, patterns
from db.statements.customers.customer_sieves import Shape, ways
from db.statements.customers.customer_sorts import STRETCHES
from db.statements.shop.customers import BY_NAME

# A customer's text ends with address and company: a word behind this mark is one of the company,
# unless a name has the mark.
BEFORE_COMPANY: Final = "@"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of customers, with the values that its filter asks for."""

    sort: str
    search: str | None
    shape: Shape
    values: Mapping[str, Any]

    @property
    def is_by_name(self) -> bool:
        """Whether it is the list by name, which has ways of its own."""
        return self.sort == "NAME" and self.shape.is_searched_alone


def matching(
    *,
    sort: str,
    search: str | None,
    besides: str | None,
    active: bool | None,
    guest: bool | None,
    consent: str | None,
    bound_to: str | None,
    company: str | None,
) -> Listed:
    """The customers that the filter lets through; None lets all through.

    `besides` is the id of a customer who is found whatever the search says.
    """
    words, of_company = patterns(search), beginnings(company, behind=BEFORE_COMPANY)
    asked = clues(search) or {}
    shape = Shape(
        active=active,
        guest=guest,
        consent=consent,
        bound=bound_to is not None,
        company=len(of_company),
        words=len(words),
        clues=bool(asked),
        besides=besides is not None,
    )
    values = {**words, **of_company, **asked, "bound": bound_to, "besides": besides}
    return Listed(sort, search, shape, values)


async def find(
    session: Session, listed: Listed, *, after: Sequence[Any] | None, first: int
) -> Slice[Customer]:
    """A page of the list. Where a stretch ends the next one begins."""
    if listed.is_by_name:
        return await BY_NAME.find(session, search=listed.search, after=after, first=first)
    rows: list[Customer] = []
    place, keys = _place(listed.sort, after)
    for way in ways(listed.sort, listed.shape)[place:]:
        left = first - len(rows)
        found = await way.near.page(session, after=keys, first=left, **listed.values)
        if way.rest is not None and not found.has_next:
            found = await way.rest.page(session, after=keys, first=left, **listed.values)
        rows += found.rows
        if found.has_next:
            return Slice(rows, has_next=True)
        keys = None
    return Slice(rows, has_next=False)


def _place(sort: str, after: Sequence[Any] | None) -> tuple[int, Sequence[Any] | None]:
    """The stretch in which the row with these keys stands, and its keys there."""
    if after is None:
        return 0, None
    if after[0] is None:
        return len(STRETCHES[sort]) - 1, after[1:]
    return 0, after


async def count_all(session: Session, listed: Listed) -> int:
    """How many customers are in the list, at most MOST_COUNTED."""
    if listed.shape.is_searched_alone:
        return await BY_NAME.count_all(session, search=listed.search)
    (way,) = ways("NAME", listed.shape)
    assert way.rest is not None  # noqa: S101 - without a filter the list is one of the above
    if await way.near.count(session, **listed.values) == MOST_COUNTED:
        return MOST_COUNTED
    return await way.rest.count(session, **listed.values)
