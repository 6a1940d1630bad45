"""Erasures and retention in an audit log of two processes, and a deletion that looks like one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from auth.audit.erasable import ERASURES, Person
from auth.audit.kept import Kept
from db.models import AuditEvent, AuditLeaf
from db.statements.imitation import audit, audit_tree
from resolvers.application import Application
from resolvers.erasure.person import erase_traces
from resolvers.erasure.retention import retire
from tests.audit.harms import drop_triggers
from tests.support.shop import Clock, Shop

KEEP = "UPDATE audit_leaves SET salt = :salt, kept = :kept, erasure_id = :by WHERE event_id = :of"


class Erasing:
    """The steps of those who erase. `erasures` counts them."""

    shop: Shop
    clock: Clock
    processes: list[Application]
    erasures: int

    async def erase(self, process: int, person: str) -> None:
        """Bob or Alice is erased from all that was recorded so far."""
        of = self.shop.customer("bob") if person == Person.CUSTOMER else self.shop.user("alice")
        await erase_traces(self.processes[process], Person(person), of)
        self.erasures += 1

    async def retire(self, process: int, hours: int) -> None:
        """Bodies are kept for a day."""
        self.clock.advance(hours=hours)
        await retire(self.processes[process])
        self.erasures += 1

    @asynccontextmanager
    async def deleted(self, name: str) -> AsyncIterator[int]:
        """Delete a value of the newest event that has it, as an earlier erasure would have.

        Answers the id of the event, which has its value again afterwards.
        """
        await drop_triggers(self.shop)
        leaf, event, honest = await self._find_victim(name)
        values = audit.values(event)
        before = Kept.whole(values, leaf.salt) if leaf.kept is None else Kept.parse(leaf.kept)
        kept = before.without({name}, values, erasure_id=honest)
        await self.shop.change(KEEP, salt=b"", kept=kept.text, by=honest, of=event.id)
        change = f"UPDATE audit_events SET {name} = :value WHERE id = :id"
        await self.shop.change(change, value=None, id=event.id)
        yield audit.id_of(event)
        await self.shop.change(change, value=values[name], id=event.id)
        old = {"salt": leaf.salt, "kept": leaf.kept, "by": leaf.erasure_id}
        await self.shop.change(KEEP, **old, of=event.id)

    async def _find_victim(self, name: str) -> tuple[AuditLeaf, AuditEvent, int]:
        """The event with its leaf, and the id of the newest erasure."""
        reads = self.processes[0].database.reads
        placed = await audit_tree.find_leaves(reads, start=0, limit=100_000)
        events = [(leaf, event) for leaf, event in placed if event is not None]
        honest = [leaf.event_id for leaf, event in events if event.action in ERASURES]
        leaf, event = next(
            (leaf, event)
            for leaf, event in reversed(events)
            if event.action not in ERASURES and getattr(event, name) is not None
        )
        return leaf, event, honest[-1]
