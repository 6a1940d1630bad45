"""Events of one imitation arrive in their order, whatever happens to one of them."""

import asyncio

from resolvers.audit.sealing import seal_new_events
from resolvers.webhooks.leases import Outcome, store, take
from resolvers.webhooks.pruning import prune_deliveries
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop
from tests.webhooks.receiver import Received, Receiver, answering
from tests.webhooks.sending import deliveries, send, states, subscribe


async def test_a_later_event_waits_for_an_earlier_one(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    receiver.behave = answering(500)
    visitor = await shop.imitator(alice)
    await send(shop)
    await visitor.run("storefront/customer-logout")
    await send(shop)

    assert receiver.kinds == ["imitation.started"]
    earlier, later = await deliveries(admin)
    assert (later["attempts"], later["nextAttemptAt"]) == (0, None)
    assert earlier["nextAttemptAt"] is not None


async def test_imitations_do_not_wait_for_each_other(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    for name in ("bob", "heidi"):
        visitor = await shop.imitator(alice, name)
        await visitor.run("storefront/customer-logout")
    together = asyncio.Event()

    async def wait_for_both(received: Received, writer: asyncio.StreamWriter) -> None:
        if len(receiver.got) == 2:
            together.set()
        await together.wait()
        await answering(200)(received, writer)

    receiver.behave = wait_for_both
    await send(shop)

    assert receiver.kinds[:2] == ["imitation.started"] * 2
    assert receiver.kinds[2:] == ["imitation.ended"] * 2


async def test_what_one_process_has_taken_no_other_takes(
    open_shop: OpenShop, receiver: Receiver
) -> None:
    settings = {"webhook_allow_networks": "127.0.0.0/8"}
    shop, other = await open_shop(**settings), await open_shop(**settings)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    webhook_id = await subscribe(admin, receiver)
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/customer-logout")
    await seal_new_events(shop.application)

    taken, nothing = await asyncio.gather(
        take(shop.application, webhook_id), take(other.application, webhook_id)
    )
    first, *more = [*taken, *nothing]
    assert more == []
    shop.clock.advance(seconds=29)
    assert await take(other.application, webhook_id) == []
    shop.clock.advance(seconds=1)  # it counts as killed
    (again,) = await take(other.application, webhook_id)
    assert again.delivery.number == first.delivery.number
    await store(shop.application, [Outcome(first, 500)])  # it was only slow: too late
    assert (await deliveries(admin))[0]["lastStatus"] is None
    await store(other.application, [Outcome(again, 200)])

    assert await states(admin) == ["DELIVERED", "WAITING"]
    (next_,) = await take(other.application, webhook_id)
    assert next_.delivery.kind == "IMITATION_ENDED"


async def test_an_event_that_is_sealed_while_the_one_before_ends_is_not_overlooked(
    open_shop: OpenShop, receiver: Receiver
) -> None:
    settings = {"webhook_allow_networks": "127.0.0.0/8"}
    shop, other = await open_shop(**settings), await open_shop(**settings)
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    webhook_id = await subscribe(admin, receiver)
    for _ in range(10):
        visitor = await shop.imitator(alice)
        await seal_new_events(shop.application)
        (leased,) = await take(shop.application, webhook_id)
        await visitor.run("storefront/customer-logout")
        await asyncio.gather(
            store(shop.application, [Outcome(leased, 200)]), seal_new_events(other.application)
        )
        (last,) = await take(shop.application, webhook_id)
        await store(shop.application, [Outcome(last, 200)])

    assert await states(admin) == ["DELIVERED"] * 20


async def test_old_deliveries_are_removed_and_keep_no_later_one_waiting(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    receiver.behave = answering(500)
    visitor = await shop.imitator(alice)
    await send(shop)
    shop.clock.advance(minutes=10)
    await visitor.run("storefront/customer-logout")
    await send(shop)
    shop.clock.advance(days=30, minutes=-5)

    await prune_deliveries(shop.application)

    (left,) = await deliveries(await shop.agent("admin"))
    assert (left["event"], left["state"]) == ("IMITATION_ENDED", "WAITING")
    assert left["nextAttemptAt"] == shop.clock.now.isoformat()
    shop.clock.advance(minutes=6)
    await prune_deliveries(shop.application)
    assert await shop.rows("webhook_deliveries") == []
