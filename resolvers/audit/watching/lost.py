"""Finds events that a process has seen waiting for their place, and that have none and are gone."""

from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit_tree, audit_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resolvers.application import Application

REMEMBERED: Final = 2_000  # of those that wait; four times as many as are sealed at once


class Waiting:
    """The ids of the events that waited when the process looked last."""

    def __init__(self) -> None:
        self._ids: frozenset[int] = frozenset()

    async def look(self, application: "Application") -> "tuple[Sequence[int], Sequence[int]]":
        """The ids that wait now, and those that are lost since the last look."""
        reads = application.database.reads
        waiting = await audit_waiting.find_ids(reads, limit=REMEMBERED)
        last = waiting[-1] if len(waiting) == REMEMBERED else None  # more may wait behind it
        gone = {one for one in self._ids.difference(waiting) if last is None or one < last}
        leaves = await audit_tree.find_of_events(reads, sorted(gone)) if gone else ()
        self._ids = frozenset(waiting)
        return waiting, sorted(gone.difference(leaf.event_id for leaf in leaves))
