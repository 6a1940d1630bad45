"""Reads the purchases of CDNOW's customers in 1997 and 1998: who, when, how many items, total.

The format of `CDNOW_master.txt`, which the Python package lifetimes ships: a line of names, then
customer number, day, number of items and dollars, separated by spaces.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

# The last purchase was made on 1998-06-30; the shift keeps weekdays.
LAST: Final = datetime(2025, 12, 30, tzinfo=UTC)
SHIFT: Final = LAST - datetime(1998, 6, 30, tzinfo=UTC)
OPENING: Final = timedelta(hours=8)
MINUTES: Final = 840  # of a day in which the shop is visited


class Purchase(NamedTuple):
    """`customer` counts from 1; `at` is moved to the months before the demo shop opened."""

    line: int
    customer: int
    at: datetime
    items: int
    total: int  # cents


def read(lines: Iterable[str], *, customers: int) -> list[Purchase]:
    """The purchases of the first `customers`, oldest first; raises ValueError for other files."""
    found = [
        _purchase(position, parts)
        for position, line in enumerate(lines)
        if position and (parts := line.split()) and int(parts[0]) <= customers
    ]
    return sorted(found, key=lambda purchase: purchase.at)


def _purchase(position: int, parts: Sequence[str]) -> Purchase:
    customer, day, items, dollars = parts
    midnight = datetime.strptime(f"{day}+0000", "%Y%m%d%z") + SHIFT
    at = midnight + OPENING + timedelta(minutes=position * 37 % MINUTES)
    return Purchase(position, int(customer), at, int(items), int(Decimal(dollars) * 100))


def first_days(purchases: Iterable[Purchase]) -> Mapping[int, datetime]:
    """The midnight before each customer's first purchase; `purchases` are oldest first."""
    days: dict[int, datetime] = {}
    for purchase in purchases:
        days.setdefault(purchase.customer, purchase.at.replace(hour=0, minute=0))
    return days
