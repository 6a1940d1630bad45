"""The leaf of a stored event and what opens it, also where some of its values are erased."""

from typing import TYPE_CHECKING, Any

from auth.audit.kept import Kept
from auth.audit.leaves import leaf_of_event, openings_of_event
from db.statements.imitation import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auth.transparency.leaves import Opening
    from db.models import AuditEvent, AuditLeaf


def stored_leaf(leaf: "AuditLeaf", event: "AuditEvent") -> bytes:
    """The leaf as the stored event makes it; raises Malformed."""
    facts: dict[str, Any] = {
        "event_id": leaf.event_id,
        "at": event.at,
        "action": event.action,
        "values": audit.values(event),
    }
    if leaf.kept is None:
        return leaf_of_event(**facts, salt=leaf.salt)
    return Kept.parse(leaf.kept).leaf(**facts)


def openings(leaf: "AuditLeaf", event: "AuditEvent") -> "Mapping[str, Opening]":
    """What opens the values that the event still has; raises Malformed."""
    values = audit.values(event)
    if leaf.kept is None:
        return openings_of_event(values, leaf.salt)
    return Kept.parse(leaf.kept).openings(values)
