"""Carries the events of the chain of earlier releases over into the tree, batch by batch."""

from typing import TYPE_CHECKING

from db.statements.imitation import audit, audit_chain, audit_tree, audit_waiting
from resolvers.audit import chain
from resolvers.audit.chain import EMPTY_CHAIN, ChainHead
from resolvers.audit.recording import Source, record
from resolvers.audit.sealing import BATCH
from resolvers.audit.tree import NoCheckpoint, append_events, signed_end

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.application import Application


async def carry_over(application: "Application", *, broken: bool = False) -> int:
    """Verify the chain and give its events leaves; the answer is their number.

    Raises BrokenChain, unless `broken`: then what is there gets leaves, which the audit log
    records. A run that was stopped goes on where it was.
    """
    if not await _is_due(application.database.reads):
        return 0
    carried = 0
    while number := await _carry_batch(application, broken=broken):
        carried += number
    return carried


async def _is_due(session: "Session") -> bool:
    """Whether the chain has seals without leaves; most starts end here."""
    head, sealing = await audit_chain.get_head(session), await audit_tree.get_sealing(session)
    return head is not None and (sealing is None or head.position > sealing.carried)


async def _carry_batch(application: "Application", *, broken: bool) -> int:
    async with application.database.transaction() as session:
        sealing = await audit_tree.lock(session, wait=True)
        if sealing is None:
            raise NoCheckpoint
        done = sealing.carried
        links = await audit_chain.find_chain(session, after=done, limit=BATCH)
        if not links:
            return 0
        if broken:
            events = [event for _, event in links if event is not None]
            head = ChainHead(links[-1][0].position, links[-1][0].hash)
        else:
            before = await _head_at(session, done)
            head, events = chain.verified(application, before, links)
        if events:
            end = await signed_end(application, session)
            await append_events(application, session, end, events)
            await audit_waiting.remove_waiting(session, [audit.id_of(event) for event in events])
        await audit_tree.store_carried(session, head.count)
        newest = await audit_chain.get_head(session)
        if newest is not None and newest.position == head.count:
            await _finish(application, session, head, broken=broken)
        return len(links)


async def _head_at(session: "Session", position: int) -> ChainHead:
    """The head that an earlier batch has verified."""
    if position == 0:
        return EMPTY_CHAIN
    ((link, _),) = await audit_chain.find_chain(session, after=position - 1, limit=1)
    return ChainHead(link.position, link.hash)


async def _finish(
    application: "Application", session: "Session", head: ChainHead, *, broken: bool
) -> None:
    """Record the end of the chain: its anchor becomes part of a leaf."""
    if not broken:
        await chain.check_end(application, session, head)
    detail = {"anchor": str(head), "verified": not broken}
    await record(session, Source(application.clock()), "audit_log.carried_over", detail=detail)
