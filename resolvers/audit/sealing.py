"""Seals new events into the chain, and signs its end with an anchor."""

from typing import TYPE_CHECKING, Final

from auth.audit.seals import name_of, seal, sign_anchor
from db.statements.imitation import audit
from resolvers.audit.chain import EMPTY_CHAIN, ChainHead, is_signed
from resolvers.audit.recording import Source, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from db.models import AuditEvent
    from resolvers.application import Application

BATCH: Final = 500  # events of one transaction


class NoAnchor(RuntimeError):
    """The anchor is missing, has no valid signature or is older than the chain's end."""


async def seal_new_events(application: "Application") -> int:
    """Seal new events; the answer is their number, 0 while another process seals."""
    async with application.database.transaction() as session:
        if not await audit.lock_sealing(session):
            return 0
        events = await audit.find_unsealed(session, limit=BATCH)
        if events:
            await _append(application, session, await _head(application, session), events)
        return len(events)


async def can_seal(application: "Application") -> bool:
    """Whether events can be sealed: the chain is empty or ends where a valid anchor says."""
    try:
        await _head(application, application.database.reads)
    except NoAnchor:
        return False
    return True


async def anchor_anew(application: "Application") -> ChainHead:
    """Sign the chain as it is. An operator who has verified it calls this."""
    async with application.database.transaction() as session:
        await audit.lock_sealing(session, wait=True)
        head = await audit.get_head(session)
        if head is None:
            return EMPTY_CHAIN
        await _sign(application, session, ChainHead(head.position, head.hash), head.event_id)
        await record(session, Source(application.clock()), "journal.anchored_anew")
        return ChainHead(head.position, head.hash)


async def _head(application: "Application", session: "Session") -> ChainHead:
    """The head that the next event follows: the anchor's, so that removed events leave a gap."""
    anchor, head = await audit.get_anchor(session), await audit.get_head(session)
    if anchor is None and head is None:
        return EMPTY_CHAIN
    if anchor is None or not is_signed(application, anchor):
        raise NoAnchor
    if head is not None and head.position > anchor.position:
        raise NoAnchor
    return ChainHead(anchor.position, anchor.head)


async def _append(
    application: "Application",
    session: "Session",
    head: ChainHead,
    events: "Sequence[AuditEvent]",
) -> None:
    key, position, previous, seals = application.audit_keys[0], head.count, head.hash, []
    for event in events:
        position += 1
        previous = seal(key=key, previous=previous, position=position, facts=audit.facts(event))
        seals.append(
            {
                "position": position,
                "event_id": audit.id_of(event),
                "hash": previous,
                "key_name": name_of(key),
            }
        )
    await audit.add_seals(session, seals)
    await _sign(application, session, ChainHead(position, previous), audit.id_of(events[-1]))


async def _sign(
    application: "Application", session: "Session", head: ChainHead, event_id: int
) -> None:
    key = application.audit_keys[0]
    signature = sign_anchor(key=key, position=head.count, event_id=event_id, head=head.hash)
    anchor = {
        "position": head.count,
        "event_id": event_id,
        "head": head.hash,
        "key_name": name_of(key),
        "signature": signature,
    }
    await audit.store_anchor(session, anchor)
