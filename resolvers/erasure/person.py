"""Erases a person from everything that outlives their account, batch by batch."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.audit.erasable import HAS_REASON, NAMES, Person, erased_by, names_of_person
from db.statements.attempts import closed_windows
from db.statements.erasure import erased_events, erased_imitations
from db.statements.erasure.erased_events import Naming
from db.statements.imitation import audit, audit_tree, audit_waiting
from db.statements.imitation.requests import requests
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.walk import FIRST
from resolvers.erasure.events import Recorded, erase_values
from resolvers.erasure.windows import Window, seal_through, windows

if TYPE_CHECKING:
    from resolvers.application import Application

BATCH: Final = 500  # rows of one transaction


@dataclass(frozen=True, slots=True)
class Traces:
    """How much there is of a person. `naming` counts what still holds their name or a reason."""

    imitations: int
    imitations_naming: int
    events: int
    events_naming: int

    @property
    def known(self) -> bool:
        """Whether there is anything at all."""
        return self.imitations + self.events > 0


async def count_traces(application: "Application", person: Person, subject_id: str) -> Traces:
    """What is left of a person outside of their account; writes nothing."""
    reads, naming = application.database.reads, _naming(person)
    of_imitations = await erased_imitations.count(reads, naming.id_column, subject_id)
    events = events_naming = 0
    async for window in windows(reads, FIRST, await audit_waiting.get_newest_id(reads)):
        found = await erased_events.count(reads, naming, subject_id, **window)
        events, events_naming = events + found.about, events_naming + found.naming
    return Traces(of_imitations.about, of_imitations.naming, events, events_naming)


async def erase_traces(application: "Application", person: Person, subject_id: str) -> Traces:
    """Erase a person whose account is gone; the answer is what there was.

    A run that was stopped goes on where it was. Raises NotSealed, NoCheckpoint or NoKey.
    """
    before = await count_traces(application, person, subject_id)
    await _forget_windows(application, subject_id)
    if person is Person.USER:  # a customer's requests were deleted with the account
        await requests.remove_of_user(application.database.writes, subject_id)
    await _erase_in_imitations(application, person, subject_id)  # later events name them no more
    start = FIRST
    while (newest := await audit_waiting.get_newest_id(application.database.reads)) >= start:
        await seal_through(application, newest)
        erased = 0
        async for window in windows(application.database.reads, start, newest):
            while number := await _erase_in_events(application, person, subject_id, window):
                erased += number
                await seal_new_events(application)  # so that a long erasure holds nothing off
        if not erased:
            break
        start = newest + 1
    return before


async def record_erasure(application: "Application", person: Person, subject_id: str) -> None:
    """Record that the account alone was erased, so that the audit log names all who were."""
    recorded = Recorded(erased_by(person), {f"{person}_id": subject_id})
    async with application.database.transaction() as session:
        await audit_tree.lock(session, wait=True)
        await erase_values(application, session, [], recorded)


def _naming(person: Person) -> Naming:
    return Naming(f"{person}_id", tuple(sorted(NAMES[person])), HAS_REASON)


async def _forget_windows(application: "Application", subject_id: str) -> None:
    """Take the name out of events that are due about too many refusals."""
    async with application.database.transaction() as session:
        for key, about in await closed_windows.hold_about(session, subject_id):
            kept = json.loads(about)
            who = {name: value for name, value in kept["who"].items() if name != "username"}
            await closed_windows.store_about(session, key, json.dumps({**kept, "who": who}))


async def _erase_in_imitations(application: "Application", person: Person, subject_id: str) -> None:
    """All of them have ended with the account."""
    column = _naming(person).id_column
    while True:
        async with application.database.transaction() as session:
            ids = await erased_imitations.find(session, column, subject_id, limit=BATCH)
            if ids:
                now = application.clock()
                await erased_imitations.erase(session, column, ids, now=now)
        if len(ids) < BATCH:
            return


async def _erase_in_events(
    application: "Application", person: Person, subject_id: str, window: Window
) -> int:
    """One batch, in which nothing is sealed; most windows have none and are only read."""
    naming, reads = _naming(person), application.database.reads
    if not await erased_events.find(reads, naming, subject_id, **window, limit=1):
        return 0
    async with application.database.transaction() as session:
        await audit_tree.lock(session, wait=True)
        found = await erased_events.find(session, naming, subject_id, **window, limit=BATCH)
        losing = [
            (leaf, event, names_of_person(person, subject_id, audit.values(event)))
            for leaf, event in found
        ]
        if losing:
            about = {naming.id_column: subject_id}
            recorded = Recorded(erased_by(person), about)
            await erase_values(application, session, losing, recorded)
    return len(losing)
