"""Creates webhooks, and delivers what is due as a server's background does."""

from typing import Any

from db.statements.webhooks import due
from resolvers.audit.sealing import seal_new_events
from resolvers.webhooks.delivery import deliver
from server.outgoing.post import Poster
from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.webhooks.receiver import Receiver

EVERY_KIND = [
    "IMITATION_STARTED", "IMITATION_ENDED", "IMITATION_REFUSED", "OPERATION_REFUSED",
    "ORDER_PLACED", "CONSENT_CHANGED",
]  # fmt: skip


async def subscribe(admin: Agent, receiver: Receiver, *events: str) -> str:
    """The id of a new webhook of the receiver, which knows its secret."""
    wanted = {"url": receiver.url, "events": list(events or EVERY_KIND)}
    made = (await admin.run("admin/create-webhook", input=wanted)).data
    receiver.secret = made["secret"]
    return str(made["webhook"]["id"])


async def send(shop: Shop) -> None:
    """Seal what is new, and deliver until nothing is due."""
    while await seal_new_events(shop.application):
        pass
    application, post = shop.application, Poster(shop.application.receivers).post
    reads, now = application.database.reads, shop.clock()
    for webhook_id in await due.find_webhooks(reads, now=now):
        await deliver(application, post, webhook_id)


async def deliveries(agent: Agent, **filters: Any) -> list[dict[str, Any]]:
    """The newest deliveries, oldest first."""
    listed = (await agent.run("admin/webhook-deliveries", first=100, **filters)).data
    return list(reversed(listed["nodes"]))


async def states(agent: Agent, **filters: Any) -> list[str]:
    return [str(one["state"]) for one in await deliveries(agent, **filters)]


async def webhook(agent: Agent) -> dict[str, Any]:
    """The one webhook."""
    (found,) = (await agent.run("admin/webhooks")).data
    return dict(found)
