"""Counts the sealed events of the audit log, each once, for the overview."""

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Final

from auth.imitation.counting import counted
from db.models.imitation import A_DAY, QUARTER, THIRTY_DAYS
from db.statements.imitation import audit_tree
from db.statements.imitation.statistics import counting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from db.statements.imitation.audit_tree import Placed
    from resolvers.application import Application

BATCH: Final = 2_000  # events of one transaction, which takes about 30 ms
PAUSE: Final = 0.02  # seconds in which others write


def quarter_of(moment: "datetime") -> int:
    """The quarter of an hour in which the moment is, counted from 1970."""
    return int(moment.timestamp() // QUARTER)


async def count_new_events(application: "Application") -> int:
    """Count what was sealed since the last time; the answer is the number of events.

    Processes do it by turns. A log of an earlier release is counted from its beginning.
    """
    number = 0
    while (await counting.get_progress(application.database.reads)).behind > 0:
        counted_now = await _count_batch(application)
        if not counted_now:  # another process counts
            break
        number += counted_now
        await asyncio.sleep(PAUSE)
    return number


async def _count_batch(application: "Application") -> int:
    async with application.database.transaction() as session:
        position = await counting.lock(session)
        if position is None:
            return 0
        placed = await audit_tree.find_leaves(session, start=position + 1, limit=BATCH)
        if placed:
            await counting.add(session, _counts(placed), position=placed[-1][0].position)
    return len(placed)


def _counts(placed: "Sequence[Placed]") -> "Sequence[Mapping[str, object]]":
    """In the order of their keys: two processes never wait for each other in a circle."""
    numbers: Counter[tuple[int, str, int, str]] = Counter()
    for _, event in placed:
        if event is None:
            continue
        quarter = quarter_of(event.at)
        for kind, key in counted(action=event.action, detail=event.detail, user_id=event.user_id):
            for span in (1, A_DAY, THIRTY_DAYS):
                numbers[span, kind, quarter // span * span, key] += 1
    names = ("span", "kind", "quarter", "key")
    return [
        {**dict(zip(names, told, strict=True)), "number": number}
        for told, number in sorted(numbers.items())
    ]
