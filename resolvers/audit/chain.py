"""Reads the audit log in the order of its chain, batch by batch."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.audit.seals import GENESIS, is_anchor
from auth.errors import Invalid
from db.statements.imitation import audit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from db.models import AuditAnchor, AuditEvent, AuditSeal
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


def is_signed(application: "Application", anchor: "AuditAnchor") -> bool:
    """Whether the anchor was signed with one of the keys."""
    return is_anchor(
        anchor.signature,
        keys=application.audit_keys,
        position=anchor.position,
        event_id=anchor.event_id,
        head=anchor.head,
    )


async def sealed_events(
    application: "Application",
) -> "AsyncIterator[tuple[AuditSeal, AuditEvent | None]]":
    """Every seal with its event, which is None if it was removed."""
    after: int | None = None
    while True:
        found = await audit.find_chain(application.database.reads, after=after, limit=BATCH)
        for link, event in found:
            yield link, event
        if len(found) < BATCH:
            return
        after = found[-1][0].position


async def unsealed_events(
    application: "Application", chain_end: int
) -> "AsyncIterator[AuditEvent]":
    """Every event without a place in the chain up to the position `chain_end`."""
    after = 0
    while True:
        found = await audit.find_outside(
            application.database.reads, chain_end=chain_end, after=after, limit=BATCH
        )
        for event in found:
            yield event
        if len(found) < BATCH:
            return
        after = audit.id_of(found[-1])
