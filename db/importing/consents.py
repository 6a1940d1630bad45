"""The consents that an import changes, compared with what is stored."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Subquery, func, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.importing.customers import CUSTOMERS

_STORED: Final = CUSTOMERS.alias("before")


class ChangedConsent(NamedTuple):
    """A customer of the file who gave or withdrew their consent."""

    customer_id: str
    customer_number: str
    granted: bool


async def find_changed(
    session: AsyncSession, rows: Subquery, *, most: int
) -> Sequence[ChangedConsent]:
    """Those whose consent the rows change, in the order of the file; ask before they are stored."""
    statement = (
        select(rows.c.id, rows.c.customer_number, rows.c.imitation_consent)
        .select_from(_with_stored(rows))
        .where(_differs(rows))
        .order_by(rows.c.line)
        .limit(most)
    )
    answer = await (await session.connection()).execute(statement)
    return [ChangedConsent(*row) for row in answer]


async def count_changed(session: AsyncSession, rows: Subquery) -> dict[bool, int]:
    """How many consents the rows give (True) and withdraw (False)."""
    granted = rows.c.imitation_consent
    statement = (
        select(granted, func.count())
        .select_from(_with_stored(rows))
        .where(_differs(rows))
        .group_by(granted)
    )
    counts = dict.fromkeys((True, False), 0)
    for given, number in await (await session.connection()).execute(statement):
        counts[bool(given)] = number
    return counts


def _with_stored(rows: Subquery) -> FromClause:
    return rows.outerjoin(_STORED, _STORED.c.id == rows.c.id)


def _differs(rows: Subquery) -> ColumnElement[bool]:
    """A customer who is not stored has given none."""
    before = func.coalesce(_STORED.c.imitation_consent, literal(value=False))
    return rows.c.imitation_consent != before
