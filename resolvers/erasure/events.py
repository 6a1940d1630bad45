"""Takes values from events of the audit log, batch by batch, and records each batch in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.audit.erasures import Erasure
from auth.audit.kept import Kept
from auth.transparency.parsing import Malformed
from db.statements.erasure import erased_events
from db.statements.imitation import audit, audit_waiting
from resolvers.audit.recording import Source, event
from resolvers.audit.tree import append_events, signed_end

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from db.engine.session import Session
    from db.models import AuditEvent, AuditLeaf
    from resolvers.application import Application
    from resolvers.audit.watching.seen_end import SeenEnd

    Losing = tuple[AuditLeaf, AuditEvent, Collection[str]]  # the names of the values to erase


@dataclass(frozen=True, slots=True)
class Recorded:
    """The action of the event that records an erasure, and whose it is."""

    action: str
    about: "dict[str, str]"


async def erase_values(
    application: "Application",
    session: "Session",
    losing: "Sequence[Losing]",
    recorded: Recorded,
    *,
    seen: "SeenEnd | None" = None,
) -> None:
    """Erase these values in a transaction that has locked the tree; raises NoCheckpoint or NoKey.

    The event that records it gets its leaf here and now: sealing gives it none, so that nobody
    without the key can add such an event. What was changed before stays a flaw of the audit log.
    `seen` is what a server has signed before; raises SetBack where the tree goes not on from it.
    """
    names = {leaf.event_id: found for leaf, _, found in losing}
    source, detail = Source(application.clock()), Erasure.of(names).detail
    values = event(source, recorded.action, detail=detail) | recorded.about
    erasure = await audit.add_one(session, values)
    erasure_id = audit.id_of(erasure)
    leaves = [_leaf(leaf, of, found, erasure_id) for leaf, of, found in losing]
    await erased_events.erase(session, leaves, [_event(of, found) for _, of, found in losing])
    end = await signed_end(application, session)
    if seen is not None:
        await seen.check(session, end)
    await append_events(application, session, end, [erasure])
    await audit_waiting.remove_waiting(session, [erasure_id])


def _leaf(
    leaf: "AuditLeaf", of: "AuditEvent", names: "Collection[str]", erasure_id: int
) -> dict[str, object]:
    values = audit.values(of)
    whole = Kept.whole(values, leaf.salt)
    try:
        before = whole if leaf.kept is None else Kept.parse(leaf.kept)
        kept = before.without(names, values, erasure_id=erasure_id)
    except Malformed:  # it was changed, and does not verify with or without its values
        kept = whole.without(names, values, erasure_id=erasure_id)
    return {"of_event": leaf.event_id, "kept_": kept.text, "erased_by": erasure_id}


def _event(of: "AuditEvent", names: "Collection[str]") -> dict[str, object]:
    left = {name: value for name, value in audit.values(of).items() if name not in names}
    return {"id": of.id, **left}
