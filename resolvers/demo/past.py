"""Gives a new demo shop thirty days of imitations, sign-ins and orders, which end yesterday.

Requests for approvals are of today, too, so that some still wait.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from db.demo import loading, past
from db.demo.past import PastOrder
from db.models import AuditEvent, Imitation, ImitationRequest
from resolvers.audit.sealing import seal_new_events
from resolvers.demo.approvals import Asked, unused
from resolvers.demo.approvals import events_of as events_of_request
from resolvers.demo.events import Lived, events_of, live, signed
from resolvers.demo.visits import visits, working_days

if TYPE_CHECKING:
    from db.models import Customer, User
    from resolvers.application import Application

ORDERS: Final = 4  # of customers on a working day
OPENING, CLOSING = timedelta(hours=7, minutes=52), timedelta(hours=17, minutes=20)


async def live_through(application: "Application", *, password_hash: str) -> int:
    """Add the past, unless the shop was used already; the answer is the number of imitations.

    The events are sealed as every event is.
    """
    lived = await _add(application, application.clock(), password_hash)
    while lived and await seal_new_events(application):
        pass
    return lived


async def _add(application: "Application", today: datetime, password_hash: str) -> int:
    async with application.database.alchemy() as session:
        customers = await past.find_customers(session)
        if not customers or await past.has_past(session):
            return 0
        users = await past.add_users(session, password_hash)
        # Another process that adds it at the same time was waited for, because of the users.
        if await past.has_past(session):
            return 0
        planned = visits(today, application.rules, customers=len(customers))
        lived = [
            live(
                visit,
                users[visit.agent],
                customers[visit.customer],
                users["lena"],
                application.rules,
            )
            for visit in planned
        ]
        waiting = list(unused(today, users, await past.need_approvals(session, customers)))
        imitations = iter([each.imitation.model_dump() for each in lived])
        await loading.add_values(session, Imitation, imitations)
        own = list(_orders_of_customers(today, customers))
        await past.add_orders(session, [*own, *(each.order for each in lived if each.order)])
        await past.mark_logins(session, own)
        asked = [*(each.asked for each in lived if each.asked), *waiting]
        requests = iter([each.request.model_dump() for each in asked])
        await loading.add_values(session, ImitationRequest, requests)
        await loading.add_values(session, AuditEvent, iter(_events(today, lived, waiting, users)))
    return len(lived)


def _orders_of_customers(today: datetime, customers: "Sequence[Customer]") -> Iterator[PastOrder]:
    for count, day in enumerate(working_days(today)):
        for turn in range(ORDERS):
            seed = count * ORDERS + turn
            at = day + timedelta(hours=9 + 3 * turn, minutes=seed * 13 % 60)
            yield PastOrder(customers[(seed * 29 + 7) % len(customers)], at, seed)


def _events(
    today: datetime,
    lived: "Sequence[Lived]",
    waiting: "Sequence[Asked]",
    users: "dict[str, User]",
) -> list[dict[str, Any]]:
    """Every event of the past, oldest first."""
    found = [each for one in lived for each in events_of(one)]
    found += [each for one in waiting for each in events_of_request(one)]
    for day in working_days(today):
        for user in users.values():
            found.append(signed(user, "user.signed_in", day + OPENING))
            found.append(signed(user, "user.signed_out", day + CLOSING))
    return sorted(found, key=lambda each: each["at"])
