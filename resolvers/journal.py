"""What has happened, and has nobody changed what is written about it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from auth import text
from auth.journal import GENESIS, is_sealed, seal
from auth.sessions import ImitationEndReason, ImitationStatus, run_out
from db import audit, imitations
from db.models import AuditSeal
from resolvers.application import Application
from resolvers.context import RequestContext
from resolvers.paging import Page, after_time, by_time

if TYPE_CHECKING:
    from db.models import AuditEvent, Imitation

BATCH: Final = 500  # events of one transaction


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found. `first_broken_id` is of the first event that is wrong."""

    valid: bool
    checked: int
    unsealed: int
    first_broken_id: int | None


@dataclass(frozen=True, slots=True)
class State:
    """Where an imitation is now; time ends it even before anybody writes that down."""

    status: ImitationStatus
    ended_at: datetime | None
    end_reason: ImitationEndReason | None


async def find(
    ctx: RequestContext,
    *,
    active: bool | None,
    customer_id: str | None,
    user_id: str | None,
    since: datetime | None,
    until: datetime | None,
    first: int,
    after: str | None,
) -> Page["Imitation"]:
    """A page of imitations, newest first; `since` is included, `until` is not."""
    statement = imitations.matching(
        active=active,
        customer_id=customer_id and text.identifier(customer_id, field="customerId"),
        user_id=user_id and text.identifier(user_id, field="userId"),
        since=since and text.moment(since, field="since"),
        until=until and text.moment(until, field="until"),
        now=ctx.now(),
        idle_timeout=ctx.application.rules.imitation_idle_timeout,
    )
    keys, size = after_time(after), text.page_size(first)

    async def count() -> int:
        async with ctx.application.database.read() as session:
            return await imitations.count_all(session, statement)

    async with ctx.application.database.read() as session:
        found = await imitations.find(session, statement, after=keys, first=size)
    return Page.of(found, key=by_time, after=after, count=count)


def state(ctx: RequestContext, imitation: "Imitation") -> State:
    """Pending, active or ended at this moment."""
    if imitation.ended_at is not None and imitation.end_reason is not None:
        reason = ImitationEndReason(imitation.end_reason)
        return State(ImitationStatus.ENDED, imitation.ended_at, reason)
    used = imitation.last_used_at
    ending = run_out(
        token_expires_at=imitation.token_expires_at,
        expires_at=imitation.expires_at,
        idle_expires_at=used and used + ctx.application.rules.imitation_idle_timeout,
        now=ctx.now(),
    )
    if ending is not None:
        return State(ImitationStatus.ENDED, ending.at, ending.reason)
    started = imitation.started_at is not None
    return State(ImitationStatus.ACTIVE if started else ImitationStatus.PENDING, None, None)


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
            seals.append(AuditSeal(position=position, event_id=event.id, hash=previous))
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
