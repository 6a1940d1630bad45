"""Makes the audit events about the consents that an import changes.

Each event is sealed, and webhooks get it, one request after the other. A first import may change
the consent of every customer: an event for each would keep what is urgent, such as the beginning
of an imitation, waiting behind them. So many changes are one event with their numbers, and who
keeps a list of consents reads the customers again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from db.importing import consents
from resolvers.audit.recording import Source, event

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlmodel.ext.asyncio.session import AsyncSession

MOST: Final = 500  # customers with an event each: as many as a call of upsertCustomers has


async def consent_events(
    session: "AsyncSession", rows: "Subquery", source: Source
) -> Sequence[dict[str, Any]]:
    """The events about the rows, which are not stored yet."""
    changed = await consents.find_changed(session, rows, most=MOST + 1)
    if len(changed) <= MOST:
        return [_of_one(source, change) for change in changed]
    numbers = await consents.count_changed(session, rows)
    counts = {"given": numbers[True], "withdrawn": numbers[False]}
    return [event(source, "customers.consent_changed", detail=counts)]


def _of_one(source: Source, change: "consents.ChangedConsent") -> dict[str, Any]:
    customer_id, number, granted = change
    made = event(source, "customer.consent_changed", detail={"granted": granted})
    return made | {"customer_id": customer_id, "customer_number": number}
