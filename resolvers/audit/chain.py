"""The chain of hashes of earlier releases: its head, and the verification of its seals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.audit.seals import GENESIS, is_anchor, is_sealed, name_of
from auth.errors import Invalid
from db.statements.imitation import audit, audit_chain, audit_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from db.engine.session import Session
    from db.models import AuditEvent
    from db.statements.imitation.audit_chain import Link
    from resolvers.application import Application

BATCH: Final = 500  # rows of one statement
HASH: Final = 64  # hex characters


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The number of events in the chain and the hash of the last one, written COUNT:HASH."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"

    @classmethod
    def parse(cls, written: str) -> "ChainHead":
        """The head that `str` has written; raises Invalid."""
        count, _, head = written.partition(":")
        if not (count.isascii() and count.isdigit() and len(head) == HASH):
            raise Invalid("anchor", "An anchor looks like 17:0f3a… with 64 hex characters.")
        return cls(int(count), head.lower())


EMPTY_CHAIN: Final = ChainHead(0, GENESIS)


class BrokenChain(RuntimeError):
    """The chain is not as it was sealed, first at the event `event_id`."""

    def __init__(self, event_id: int, reason: str) -> None:
        super().__init__(f"Event {event_id} {reason}.")
        self.event_id = event_id


def verified(
    application: "Application",
    head: ChainHead,
    links: "Sequence[Link]",
    *,
    erased: "Collection[int]" = (),
) -> tuple[ChainHead, "list[AuditEvent]"]:
    """The events of links that follow the head, and the new head; raises BrokenChain.

    Of the `erased` ones, which have lost values, the tree tells whether they are as they should be.
    """
    events = []
    names = {name_of(key) for key in application.audit_keys}
    for link, event in links:
        if link.key_name is not None and link.key_name not in names:
            reason = "was sealed with a key that is not in IMITATE_SECRET; its name is"
            raise BrokenChain(link.event_id, f"{reason} {link.key_name}")
        if (
            event is None
            or link.position != head.count + 1
            or not (
                link.event_id in erased
                or is_sealed(
                    link.hash,
                    keys=application.audit_keys,
                    previous=head.hash,
                    position=link.position,
                    facts=audit.facts(event),
                )
            )
        ):
            raise BrokenChain(link.event_id, "is not as it was sealed")
        head = ChainHead(link.position, link.hash)
        events.append(event)
    return head, events


async def check_end(application: "Application", session: "Session", head: ChainHead) -> None:
    """Check that the chain ends where its anchor says; raises BrokenChain."""
    anchor, last = await audit_chain.get_anchor(session), await audit_chain.get_head(session)
    event_id = 0 if last is None else last.event_id
    if anchor is None or not is_anchor(
        anchor.signature,
        keys=application.audit_keys,
        position=anchor.position,
        event_id=anchor.event_id,
        head=anchor.head,
    ):
        raise BrokenChain(event_id, "is the last, and no valid anchor says so")
    if (anchor.position, anchor.head) != (head.count, head.hash):
        raise BrokenChain(anchor.event_id, "was the newest in the chain, and is gone")


async def check_expected(application: "Application", expected: ChainHead) -> None:
    """Check that the chain began with the events up to this head; raises BrokenChain.

    Whether values were erased or only deleted, a verification of the tree finds.
    """
    head, reads = EMPTY_CHAIN, application.database.reads
    while head.count < expected.count:
        limit = min(BATCH, expected.count - head.count)
        links = await audit_chain.find_chain(reads, after=head.count, limit=limit)
        if not links:
            raise BrokenChain(0, "is missing: the given anchor covers more events")
        erased = await _find_erased(reads, links)
        head, events = verified(application, head, links, erased=erased)
        last = audit.id_of(events[-1])
        if head.count == expected.count and head != expected:
            raise BrokenChain(last, "stands where the given anchor knows another")


async def _find_erased(session: "Session", links: "Sequence[Link]") -> frozenset[int]:
    """The ids of those events that have lost values."""
    leaves = await audit_tree.find_of_events(session, [link.event_id for link, _ in links])
    return frozenset(leaf.event_id for leaf in leaves if leaf.kept is not None)
