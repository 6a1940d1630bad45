"""Tells an erasure from a deletion: each value that is gone is named by a sealed event."""

from typing import TYPE_CHECKING

from auth.audit.erasures import Erasure
from auth.audit.kept import Kept
from auth.transparency.parsing import Malformed
from db.statements.imitation import audit_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.engine.session import Session
    from db.statements.imitation.audit_tree import Placed


async def read_erasures(session: "Session", found: "Sequence[Placed]") -> "Mapping[int, Erasure]":
    """The erasures that these leaves name, by the ids of their events, as far as they are sealed.

    Only a process with the key seals an erasure. The walk comes to its leaf later.
    """
    ids = {event_id for leaf, _ in found for event_id in _erasures_of(leaf.kept).values()}
    if not ids:
        return {}
    return {
        leaf.event_id: Erasure.read(event.action, event.detail)
        for leaf, event in await audit_tree.find_placed(session, sorted(ids))
        if event is not None and leaf.kept is None
    }


def is_erased(kept: str | None, event_id: int, erasures: "Mapping[int, Erasure]") -> bool:
    """Whether each value that the event has lost was erased, not only deleted."""
    return all(
        by in erasures and erasures[by].names(event_id, name)
        for name, by in _erasures_of(kept).items()
    )


def _erasures_of(kept: str | None) -> "Mapping[str, int]":
    if kept is None:
        return {}
    try:
        return Kept.parse(kept).erasures
    except Malformed:
        return {}
