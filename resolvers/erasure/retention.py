"""Removes the bodies of audit events, and the names of imitations, whose time is over."""

import asyncio
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from auth.audit.erasable import ERASURES, RETIRED, names_of_retired
from db.statements.erasure import erased_events, erased_imitations
from db.statements.imitation import audit, audit_tree
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.walk import FIRST
from resolvers.erasure.events import Recorded, erase_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.engine.session import Session
    from db.statements.imitation.audit_tree import Placed
    from resolvers.application import Application
    from resolvers.audit.watching.seen_end import SeenEnd

BATCH: Final = 500  # events of one transaction, in which nothing is sealed
PAUSE: Final = 0.05  # seconds in which others get the lock


async def retire(application: "Application", *, seen: "SeenEnd | None" = None) -> int:
    """Remove what is older than the rules let it be; the answer is the number of events looked at.

    Processes do it by turns, batch by batch, and each begins where the last one ended. `seen` is
    what a server has signed before; raises SetBack where the tree goes not on from it.
    """
    keep, retired = application.rules.audit_retention, 0
    if keep is None:
        return 0
    before = application.clock() - keep
    while number := await _retire_batch(application, before, seen):
        retired += number
        await seal_new_events(application, seen)  # others find the lock taken most of the time
        await asyncio.sleep(PAUSE)
    return retired


async def _retire_batch(
    application: "Application", before: "datetime", seen: "SeenEnd | None"
) -> int:
    due = await _find_due(application.database.reads, before)
    if not due:
        return 0
    # First, in a transaction of its own: nothing waits for imitations while nothing is sealed.
    await _forget_names(application, due)
    async with application.database.transaction() as session:
        await audit_tree.lock(session, wait=True)
        due = await _find_due(session, before)
        if not due:
            return 0
        losing = [
            (leaf, event, names_of_retired(audit.values(event)))
            for leaf, event in due
            if event is not None and event.action not in ERASURES
        ]
        if losing := [one for one in losing if one[2]]:
            await erase_values(application, session, losing, Recorded(RETIRED, {}), seen=seen)
        await erased_events.mark_retired(session, due[-1][0].position + 1)
    return len(due)


async def _find_due(session: "Session", before: "datetime") -> "Sequence[Placed]":
    """The next sealed events in the order of the tree, up to the first whose time is not over."""
    sealing = await audit_tree.get_sealing(session)
    start = sealing.retired if sealing and sealing.retired else FIRST
    found = await audit_tree.find_leaves(session, start=start, limit=BATCH)
    return list(takewhile(lambda placed: _is_over(placed, before), found))


def _is_over(placed: "Placed", before: "datetime") -> bool:
    _, event = placed
    return event is None or event.at < before


async def _forget_names(application: "Application", due: "Sequence[Placed]") -> None:
    """Every imitation that is over has an event that tells so, and its time is over with it."""
    ids = [event.imitation_id for _, event in due if event and event.action == "imitation.ended"]
    if ids:
        async with application.database.transaction() as session:
            now = application.clock()
            await erased_imitations.erase_all_names(session, [one for one in ids if one], now=now)
