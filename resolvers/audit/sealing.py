"""Seals new events: gives them leaves in the tree of the audit log, and signs its new end."""

from typing import TYPE_CHECKING, Final

from auth.audit.erasable import ERASURES
from db.statements.imitation import audit, audit_chain, audit_tree, audit_waiting
from resolvers.audit.rebuilding import edge_from_below, rebuild_edge, tell
from resolvers.audit.tree import (
    NoCheckpoint,
    NoKey,
    OtherTree,
    append_events,
    right_edge_at,
    signed_end,
)
from resolvers.webhooks.outbox import add_deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.transparency.checkpoints import Checkpoint
    from db.engine.session import Session
    from db.models import AuditEvent
    from resolvers.application import Application
    from resolvers.audit.watching.seen_end import SeenEnd

BATCH: Final = 500  # events of one transaction


class NotCarriedOver(RuntimeError):
    """Events of the chain of an earlier release have no leaves yet: `migrate` gives them."""


async def seal_new_events(application: "Application", seen: "SeenEnd | None" = None) -> int:
    """Seal new events; the answer is their number, 0 while another process seals.

    `seen` is what the process has signed before; raises SetBack where the tree goes not on from it.
    """
    if not await audit_waiting.is_waiting(application.database.reads):
        return 0
    async with application.database.transaction() as session:
        sealing = await audit_tree.lock(session)
        if sealing is None:
            return 0
        await check_carried(session, sealing.carried)
        # An erasure gives its own event a leaf: one that waits is forged.
        events = await audit_waiting.find_waiting(session, limit=BATCH, without=ERASURES)
        end = await _append(application, session, events, seen) if events else None
    if end is not None and seen is not None:
        seen.note(end)  # only now: a transaction that is rolled back has signed nothing
    return len(events)


async def _append(
    application: "Application",
    session: "Session",
    events: "Sequence[AuditEvent]",
    seen: "SeenEnd | None",
) -> "Checkpoint":
    end = await signed_end(application, session)
    paths: Sequence[str] = ()
    edge = await right_edge_at(session, end.size, end.root)
    if edge is None:
        edge, paths = await rebuild_edge(session, end)
        await tell(application, session, paths)
    if seen is not None:
        seen.note_mended(paths)
        await seen.check(session, end)
    new = await append_events(application, session, end, events, edge)
    await audit_waiting.remove_waiting(session, [audit.id_of(event) for event in events])
    await add_deliveries(session, events, now=application.clock())
    return new


async def check_end(application: "Application") -> bool:
    """Whether the end of the tree is whole; False where sealing makes it anew.

    Raises NoKey, NoCheckpoint, OtherTree or NotCarriedOver where nothing can be sealed.
    """
    if not application.signing_keys:
        raise NoKey
    reads = application.database.reads
    sealing = await audit_tree.get_sealing(reads)
    end = await signed_end(application, reads)
    await check_carried(reads, -1 if sealing is None else sealing.carried)
    if sealing is None:
        raise NoCheckpoint
    if await right_edge_at(reads, end.size, end.root) is not None:
        return True
    if await edge_from_below(reads, end) is None:
        raise OtherTree
    return False


async def check_carried(session: "Session", carried: int) -> None:
    """Refuse to seal before all events of the chain have leaves, with NotCarriedOver."""
    head = await audit_chain.get_head(session)
    if head is not None and head.position > carried:
        raise NotCarriedOver
