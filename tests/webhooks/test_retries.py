"""A receiver that does not answer is tried again for three days, and misses nothing."""

import asyncio
from datetime import timedelta

from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.webhooks.receiver import Received, Receiver, answering, receiving
from tests.webhooks.sending import deliveries, send, states, subscribe, webhook


async def test_a_receiver_that_was_down_gets_everything(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    receiver = Receiver()
    async with receiving(receiver):
        pass  # it has a port now
    await subscribe(admin, receiver)
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/customer-logout")
    await send(shop)
    assert await states(admin) == ["WAITING", "WAITING"]

    async with receiving(receiver):
        shop.clock.advance(seconds=5)
        await send(shop)

    assert receiver.kinds == ["imitation.started", "imitation.ended"]
    assert await states(admin) == ["DELIVERED", "DELIVERED"]
    first, second = await deliveries(admin)
    assert (first["attempts"], second["attempts"]) == (2, 1)
    assert (await webhook(admin))["failingSince"] is None


async def test_an_error_is_tried_again_with_the_same_id_and_another_signature(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await shop.imitator(alice)
    receiver.behave = answering(500)
    await send(shop)
    (failed,) = await deliveries(admin)
    began = shop.clock.now

    receiver.behave = answering(200)
    shop.clock.advance(seconds=4)
    await send(shop)
    assert len(receiver.got) == 1
    shop.clock.advance(seconds=1)
    await send(shop)

    assert (failed["state"], failed["attempts"], failed["lastStatus"]) == ("WAITING", 1, 500)
    assert failed["nextAttemptAt"] == (began + timedelta(seconds=5)).isoformat()
    (delivered,) = await deliveries(admin)
    assert (delivered["state"], delivered["lastStatus"]) == ("DELIVERED", 200)
    assert delivered["deliveredAt"] == shop.clock.now.isoformat()
    assert delivered["nextAttemptAt"] is None
    first, second = receiver.got
    assert (first.id, first.text) == (second.id, second.text)
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    receiver.verify_all()


async def test_after_three_days_a_delivery_has_failed_and_the_rest_waits(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    webhook_id = await subscribe(admin, receiver)
    receiver.behave = answering(503)
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/customer-logout")
    began = shop.clock.now
    for _ in range(26):
        await send(shop)
        shop.clock.advance(hours=3)
    admin = await shop.agent("admin")
    assert await states(admin) == ["FAILED", "WAITING"]
    assert (await webhook(admin))["failingSince"] == began.isoformat()
    receiver.got.clear()
    shop.clock.advance(days=5)

    await send(shop)  # nothing is sent now
    assert receiver.got == []
    admin = await shop.agent("admin")
    await admin.run("admin/test-webhook", id=webhook_id)
    receiver.behave = answering(204)
    await send(shop)  # the test is answered

    assert receiver.kinds == ["test", "imitation.ended"]
    assert await states(admin) == ["FAILED", "DELIVERED", "DELIVERED"]
    failed, _, _ = await deliveries(admin)
    assert (failed["lastStatus"], failed["nextAttemptAt"]) == (503, None)
    assert (await webhook(admin))["failingSince"] is None

    await admin.run("admin/replay-webhook-delivery", id=failed["id"])
    await send(shop)
    assert receiver.kinds[-1] == "imitation.started"
    assert await states(admin) == ["FAILED", "DELIVERED", "DELIVERED", "DELIVERED"]


async def test_while_a_receiver_fails_it_is_asked_one_at_a_time(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    for name in ("bob", "heidi", "bob"):
        await shop.imitator(alice, name)
    busy, most, all_here = 0, 0, asyncio.Event()

    async def refuse(received: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal busy, most
        busy, most = busy + 1, max(most, busy + 1)
        if busy == 3:
            all_here.set()
        await all_here.wait()
        await asyncio.sleep(0.05)
        await answering(500)(received, writer)
        busy -= 1

    receiver.behave = refuse
    await send(shop)
    assert most == 3
    most = 0
    shop.clock.advance(seconds=5)
    await send(shop)

    assert most == 1
    assert len(receiver.got) == 6


async def test_one_refused_event_keeps_no_other_from_arriving(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    first, second = await shop.imitator(alice), await shop.imitator(alice, "heidi")
    refused_id = (await first.context())["imitation"]["id"]

    async def refuse_one(received: Received, writer: asyncio.StreamWriter) -> None:
        is_refused = received.data["imitationId"] == refused_id
        await answering(400 if is_refused else 200)(received, writer)

    receiver.behave = refuse_one
    await send(shop)
    await first.run("storefront/customer-logout")
    await second.run("storefront/customer-logout")
    for _ in range(30):
        shop.clock.advance(hours=3)
        await send(shop)

    admin = await shop.agent("admin")
    told = {(one["event"], one["state"]): one for one in await deliveries(admin)}
    assert sorted(told) == [
        ("IMITATION_ENDED", "DELIVERED"),
        ("IMITATION_ENDED", "WAITING"),
        ("IMITATION_STARTED", "DELIVERED"),
        ("IMITATION_STARTED", "FAILED"),
    ]
    await shop.imitator(await shop.agent("alice"), "heidi")
    await send(shop)
    assert (await states(admin))[-1] == "DELIVERED"  # the webhook was not given up


async def test_after_an_outage_what_waits_goes_on_at_once(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    receiver.behave = answering(500)
    await shop.imitator(alice)
    for _ in range(8):
        await send(shop)
        shop.clock.advance(hours=4)  # the next attempt is 3 h 2 min away, then 4 h
    await shop.imitator(await shop.agent("alice"), "heidi")
    receiver.behave, receiver.got = answering(200), []

    await send(shop)

    assert sorted(one.data["customerId"] for one in receiver.got) == sorted(
        [shop.customer("bob"), shop.customer("heidi")]
    )
