"""Finds ids that were given to events that are not there, and judges what became of them.

SQLite gives an id again when its transaction is rolled back, so that only a removal leaves a gap.
PostgreSQL never does. Its statistics count the rows that were deleted from a table, and only a
superuser can set them back: without one, every gap is a transaction that was rolled back.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit, audit_chain

if TYPE_CHECKING:
    from resolvers.application import Application

SETTLED: Final = timedelta(minutes=1)  # transactions that took an id before that are over


@dataclass(frozen=True, slots=True)
class Missing:
    """The ids without an event, and whether events were removed."""

    number: int = 0
    first_id: int | None = None
    removed: bool = False


async def find_missing(application: "Application", ids: range) -> Missing:
    """What is missing among these ids. The chain of earlier releases accounts for its own."""
    reads = application.database.reads
    head = await audit_chain.get_head(reads)
    start = max(ids.start, 1 if head is None else head.event_id + 1)
    through = ids.stop - 1
    if not application.database.is_sqlite:  # several transactions write at once
        before = application.clock() - SETTLED
        through = min(through, await audit.get_newest_id(reads, before=before))
    if through < start:
        return Missing()
    number = through - start + 1 - await audit.count(reads, start=start, through=through)
    if number == 0:
        return Missing()
    removed = application.database.is_sqlite or await audit.count_deleted(reads) > 0
    return Missing(number, await audit.get_gap(reads, start=start), removed)
