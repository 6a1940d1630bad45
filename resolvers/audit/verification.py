"""Verifies the chain of hashes over the audit log, and exports the log."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from auth.audit.seals import is_sealed, name_of
from db.statements.imitation import audit
from resolvers.audit import chain
from resolvers.audit.chain import EMPTY_CHAIN, ChainHead

if TYPE_CHECKING:
    from db.models import AuditAnchor, AuditEvent, AuditSeal
    from resolvers.application import Application

OVERDUE: Final = timedelta(minutes=1)  # far more than an operation (15 s) and sealing (1 s) take


class Flaw(StrEnum):
    """What is wrong with an event of the audit log."""

    CHANGED = "is not as it was"
    KEY_GONE = "was sealed with a key that is not in IMITATE_SECRET; its name is"
    CUT = "was the newest in the chain, and is gone"
    NOT_THE_SAME = "stands where the given anchor knows another"
    SHORTER = "is the last, and the given anchor knows of more"
    NO_ANCHOR = "is the last, and no valid anchor says so"
    OVERDUE = "waits for its place in the chain for more than a minute: does a server run?"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification. `first_broken_id` is the id of the first event with a flaw."""

    checked: int
    unsealed: int
    head: ChainHead
    flaw: Flaw | None
    first_broken_id: int | None
    key_name: str | None = None  # of the key that is missing

    @property
    def valid(self) -> bool:
        """True without a flaw."""
        return self.flaw is None


@dataclass(slots=True)
class _Walk:
    """The head up to which the chain is intact, and the flaw of the next event."""

    head: ChainHead = EMPTY_CHAIN
    event_id: int | None = None
    flaw: Flaw | None = None
    key_name: str | None = None


async def verify(application: "Application", *, expected: ChainHead | None = None) -> Verification:
    """Verify the chain from its first event to its last.

    `expected` is a head that an operator has stored outside of the database.
    """
    anchor = await audit.get_anchor(
        application.database.reads
    )  # first: the chain only grows meanwhile
    unsealed, waiting, since = await audit.count_unsealed(application.database.reads)
    walk = await _walk(application, expected)
    if walk.flaw is None:
        await _end(application, walk, anchor, expected)
    if walk.flaw is None and since is not None and application.clock() - since > OVERDUE:
        walk.flaw, walk.event_id = Flaw.OVERDUE, waiting
    return Verification(
        checked=walk.head.count,
        unsealed=unsealed,
        head=walk.head,
        flaw=walk.flaw,
        first_broken_id=walk.event_id if walk.flaw else None,
        key_name=walk.key_name,
    )


async def _walk(application: "Application", expected: ChainHead | None) -> _Walk:
    walk, names = _Walk(), {name_of(key) for key in application.audit_keys}
    async for link, event in chain.sealed_events(application):
        walk.event_id = link.event_id
        here = ChainHead(link.position, link.hash)
        if link.key_name is not None and link.key_name not in names:
            walk.flaw, walk.key_name = Flaw.KEY_GONE, link.key_name
        elif not _holds(application, walk.head, link, event):
            walk.flaw = Flaw.CHANGED
        elif expected and expected.count == here.count and expected != here:
            walk.flaw = Flaw.NOT_THE_SAME
        if walk.flaw is not None:
            return walk
        walk.head = here
    return walk


def _holds(
    application: "Application", before: ChainHead, link: "AuditSeal", event: "AuditEvent | None"
) -> bool:
    return (
        event is not None
        and link.position == before.count + 1
        and is_sealed(
            link.hash,
            keys=application.audit_keys,
            previous=before.hash,
            position=link.position,
            facts=audit.facts(event),
        )
    )


async def _end(
    application: "Application",
    walk: _Walk,
    anchor: "AuditAnchor | None",
    expected: ChainHead | None,
) -> None:
    """Check that an intact chain ends at its anchor and holds the expected head."""
    count = walk.head.count
    if anchor and not chain.is_signed(application, anchor):
        walk.flaw = Flaw.NO_ANCHOR
    elif anchor and anchor.position > count:
        walk.flaw, walk.event_id = Flaw.CUT, anchor.event_id
    elif expected and expected.count > count:
        walk.flaw = Flaw.SHORTER
    elif count > (anchor.position if anchor else 0):  # it may have grown while we walked
        anchor = await audit.get_anchor(application.database.reads)
        if anchor is None or anchor.position < count or not chain.is_signed(application, anchor):
            walk.flaw = Flaw.NO_ANCHOR


async def export(application: "Application") -> AsyncIterator[Mapping[str, object]]:
    """Every event with its place in the chain, then the events without one, then the head."""
    head = EMPTY_CHAIN
    async for link, event in chain.sealed_events(application):
        head = ChainHead(link.position, link.hash)
        facts = audit.facts(event) if event else {"id": link.event_id}
        yield {**facts, "position": link.position, "hash": link.hash, "key_name": link.key_name}
    async for event in chain.unsealed_events(application, head.count):
        yield {**audit.facts(event), "position": None, "hash": None, "key_name": None}
    yield {"anchor": str(head)}
