"""Exports the audit log: each event with its place in the tree and what opens its leaf."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit, audit_tree, audit_waiting
from resolvers.audit.walk import FIRST

if TYPE_CHECKING:
    from db.models import AuditEvent, AuditLeaf
    from resolvers.application import Application

BATCH: Final = 500  # rows of one statement


async def export(application: "Application") -> AsyncIterator[Mapping[str, object]]:
    """Every event in the order of the tree, those that wait for a leaf, the newest checkpoint.

    An event that has lost values has no salt, but what is kept of its leaf.
    """
    reads = application.database.reads
    checkpoint = await audit_tree.get_checkpoint(reads)
    start, event_id = FIRST, FIRST
    while leaves := await audit_tree.find_leaves(reads, start=start, limit=BATCH):
        for leaf, event in leaves:
            yield _line(leaf, event)
        start = leaves[-1][0].position + 1
    while events := await audit_waiting.find_outside(
        reads, size=max(start, 0), start=event_id, limit=BATCH
    ):
        for event in events:
            yield {**audit.facts(event), "position": None, "hash": None, "salt": None, "kept": None}
        event_id = audit.id_of(events[-1]) + 1
    yield {"checkpoint": None if checkpoint is None else checkpoint.note}


def _line(leaf: "AuditLeaf", event: "AuditEvent | None") -> Mapping[str, object]:
    facts = audit.facts(event) if event else {"id": leaf.event_id}
    return {
        **facts,
        "position": leaf.position,
        "hash": leaf.hash.hex(),
        "salt": leaf.salt.hex() if leaf.kept is None else None,
        "kept": leaf.kept and json.loads(leaf.kept),
    }
