"""Who bought when, how many things, for how much? The purchases of CDNOW's customers, 1997/98.

The format of `CDNOW_master.txt`, which the Python package lifetimes ships: a line of names, then
the number of a customer, the day, the number of items and the dollars, apart by blanks.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

# The last of the purchases was made on 1998-06-30; weekdays stay.
LAST: Final = datetime(2025, 12, 30, tzinfo=UTC)
SHIFT: Final = LAST - datetime(1998, 6, 30, tzinfo=UTC)
OPENING: Final = timedelta(hours=8)
MINUTES: Final = 840  # that the shop's visitors are awake


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
