"""Removes old deliveries, so that their number does not grow with history."""

from typing import TYPE_CHECKING, Final

from auth.vocabulary import DeliveryState
from auth.webhooks.retries import KEPT
from db.statements.webhooks import deliveries, due, webhooks

if TYPE_CHECKING:
    from resolvers.application import Application

TOGETHER: Final = 1000  # deliveries of one transaction


async def prune_deliveries(application: "Application") -> None:
    """Remove what is older than it is kept, in whatever state; later deliveries go on."""
    now = application.clock()
    while await deliveries.has_old(application.database.reads, before=now - KEPT):
        async with application.database.transaction() as session:
            await webhooks.hold_all(session)
            found = await deliveries.remove_old(session, before=now - KEPT, limit=TOGETHER)
            for webhook_id, imitation_id, state in found:
                if state == DeliveryState.WAITING and imitation_id is not None:
                    await due.let_next(session, webhook_id, [imitation_id], now=now)
