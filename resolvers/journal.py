"""Has nobody changed what is written about what happened? The chain of hashes says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.journal import GENESIS, is_sealed, seal
from db import audit
from db.models import AuditSeal
from resolvers.application import Application

if TYPE_CHECKING:
    from db.models import AuditEvent

BATCH: Final = 500  # events of one transaction


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found. `first_broken_id` is of the first event that is wrong."""

    valid: bool
    checked: int
    unsealed: int
    first_broken_id: int | None


async def seal_new_events(application: Application) -> int:
    """Give new events their place in the chain; 0 where there are none or another process does."""
    async with application.database.begin() as session:
        if not await audit.lock_sealing(session):
            return 0
        events = await audit.find_unsealed(session, limit=BATCH)
        head = await audit.get_head(session)
        position, previous = (head.position, head.hash) if head else (0, GENESIS)
        seals = []
        for event in events:
            position += 1
            previous = _seal(application, previous, position, event)
            seals.append(AuditSeal(position=position, event_id=audit.id_of(event), hash=previous))
        await audit.add_seals(session, seals)
        return len(seals)


def _seal(application: Application, previous: str, position: int, event: "AuditEvent") -> str:
    return seal(
        key=application.journal_keys[0],
        previous=previous,
        position=position,
        facts=audit.facts(event),
    )


async def verify(application: Application) -> Verification:
    """Walk the chain from its first event to its last, in batches."""
    checked, previous = 0, GENESIS
    while True:
        async with application.database.read() as session:
            links = await audit.find_chain(session, after=checked, limit=BATCH)
            unsealed = await audit.count_unsealed(session)
        for link, event in links:
            if not _holds(application, previous, checked + 1, link, event):
                return Verification(
                    valid=False,
                    checked=checked,
                    unsealed=unsealed,
                    first_broken_id=link.event_id,
                )
            checked, previous = checked + 1, link.hash
        if len(links) < BATCH:
            return Verification(
                valid=True, checked=checked, unsealed=unsealed, first_broken_id=None
            )


def _holds(
    application: Application,
    previous: str,
    position: int,
    link: AuditSeal,
    event: "AuditEvent | None",
) -> bool:
    return (
        event is not None
        and link.position == position
        and is_sealed(
            link.hash,
            keys=application.journal_keys,
            previous=previous,
            position=position,
            facts=audit.facts(event),
        )
    )
