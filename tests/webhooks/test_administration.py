"""Users with webhook:write create, change, test and delete webhooks."""

import asyncio
import base64
from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent, Answer
from tests.support.engines.kept import SECRET
from tests.support.hiring import hire
from tests.support.shop import OpenShop, Shop
from tests.support.shopping import nothing_written
from tests.webhooks.receiver import Received, Receiver, answering
from tests.webhooks.sending import deliveries, send, states, subscribe, webhook

URL = "https://crm.example/hooks"
INVALID = "VIOLATION::INVALID"


async def create(admin: Agent, **values: Any) -> Answer:
    return await admin.run(
        "admin/create-webhook", input={"url": URL, "events": ["ORDER_PLACED"], **values}
    )


async def test_the_secret_is_answered_once_and_stored_sealed(shop: Shop, admin: Agent) -> None:
    made = (await create(admin, events=["ORDER_PLACED", "CONSENT_CHANGED"])).data
    secret = base64.b64decode(made["secret"].removeprefix("whsec_"))

    (row,) = await shop.rows("webhooks")
    assert len(secret) == 32
    assert secret not in row["sealed_secret"]
    assert made["webhook"] == await webhook(admin)
    assert made["webhook"] == {
        "id": made["webhook"]["id"],
        "url": URL,
        "events": ["CONSENT_CHANGED", "ORDER_PLACED"],
        "active": True,
        "failingSince": None,
        "createdAt": shop.clock.now.isoformat(),
    }


async def test_changes_are_recorded_without_the_path(shop: Shop, admin: Agent) -> None:
    id_ = (await create(admin, url=f"{URL}/key-in-a-path")).data["webhook"]["id"]
    await admin.run("admin/update-webhook", id=id_, input={"active": False})
    await admin.run("admin/delete-webhook", id=id_)

    told = [
        (one["username"], one["detail"])
        for action in ("created", "updated", "deleted")
        for one in await events(shop, f"webhook.{action}")
    ]
    about = {"id": id_, "host": "crm.example", "events": ["ORDER_PLACED"], "active": True}
    off = {**about, "active": False}
    assert told == [("admin", about), ("admin", off), ("admin", off)]
    assert await shop.rows("webhooks") == []


async def test_readers_see_a_part_of_the_url(shop: Shop, admin: Agent) -> None:
    await create(admin, url=f"{URL}/key-in-a-path?key=too")
    reader = await hire(shop, admin, "rita", "webhook:read")
    editor = await hire(shop, admin, "ed", "webhook:read", "webhook:write")

    assert (await webhook(reader))["url"] == "https://crm.example/hook…"
    assert (await webhook(editor))["url"] == f"{URL}/key-in-a-path?key=too"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://user:password@crm.example/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["TEST"]}, "events"),
        ({"url": None}, "url"),
        ({"events": None}, "events"),
        ({"active": None}, "active"),
    ],
)
async def test_what_does_not_fit_is_refused(
    shop: Shop, admin: Agent, values: dict[str, Any], field: str
) -> None:
    id_ = (await create(admin)).data["webhook"]["id"]
    async with nothing_written(shop):
        new = await create(admin, **values)
        changed = await admin.run("admin/update-webhook", id=id_, input=values)

    assert new.error == changed.error == {"code": INVALID, "field": field}


@pytest.mark.parametrize("missing", ["url", "events"])
async def test_a_new_one_needs_a_url_and_events(shop: Shop, admin: Agent, missing: str) -> None:
    wanted: dict[str, Any] = {"url": URL, "events": ["ORDER_PLACED"]}
    del wanted[missing]
    async with nothing_written(shop):
        refused = await admin.run("admin/create-webhook", input=wanted)

    assert refused.error == {"code": INVALID, "field": missing}


async def test_production_takes_https_alone(open_shop: OpenShop) -> None:
    shop = await open_shop(
        environment="production", secret=SECRET, waive="public-url,demo-accounts"
    )
    admin = await shop.agent("admin")

    assert (await create(admin, url="http://crm.example/")).error["field"] == "url"
    assert (await create(admin)).errors == []


async def test_of_two_last_ones_at_once_one_is_created(shop: Shop, admin: Agent) -> None:
    for _ in range(49):
        await create(admin)

    answers = await asyncio.gather(create(admin), create(admin))

    refused = [answer.error for answer in answers if answer.errors]
    assert refused == [{"code": INVALID, "field": "url"}]
    assert len(await shop.rows("webhooks")) == 50


async def test_a_test_is_attempted_once(shop: Shop, admin: Agent, receiver: Receiver) -> None:
    id_ = await subscribe(admin, receiver, "ORDER_PLACED")
    receiver.behave = answering(302)
    made = (await admin.run("admin/test-webhook", id=id_)).data
    await send(shop)
    receiver.behave = answering(200)
    await admin.run("admin/test-webhook", id=id_)
    await send(shop)

    failed, delivered = await deliveries(admin)
    assert made == {"id": failed["id"], "state": "WAITING", "createdAt": failed["createdAt"]}
    assert (failed["event"], failed["state"], failed["lastStatus"]) == ("TEST", "FAILED", 302)
    assert (delivered["state"], delivered["lastStatus"]) == ("DELIVERED", 200)
    first, second = receiver.got
    assert (first.kind, first.data) == ("test", {})
    assert first.id != second.id
    receiver.verify_all()
    assert [one["detail"] for one in await events(shop, "webhook.tested")] == [
        {"id": id_, "message": first.id},
        {"id": id_, "message": second.id},
    ]


async def test_a_replay_is_a_delivery_of_its_own_with_the_same_id(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await shop.imitator(alice)
    await send(shop)
    (delivered,) = await deliveries(admin)

    await admin.run("admin/replay-webhook-delivery", id=delivered["id"])
    await send(shop)

    first, second = receiver.got
    assert (first.id, first.text) == (second.id, second.text)
    assert [one["attempts"] for one in await deliveries(admin)] == [1, 1]


async def test_what_cannot_be_sent_is_refused(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    id_ = await subscribe(admin, receiver, "IMITATION_STARTED")
    receiver.behave = answering(500)
    await shop.imitator(alice)
    await send(shop)
    (waiting,) = await deliveries(admin)
    replay, test = "admin/replay-webhook-delivery", "admin/test-webhook"
    unknown = {"code": "CONTENT__ENTITY_NOT_FOUND"}

    async with nothing_written(shop):
        assert (await admin.run(replay, id=waiting["id"])).error["field"] == "id"
        assert (await admin.run(replay, id="999")).error == unknown
        assert (await admin.run(test, id="0" * 32)).error == unknown
    await admin.run("admin/update-webhook", id=id_, input={"active": False})
    async with nothing_written(shop):
        assert (await admin.run(test, id=id_)).error == {"code": INVALID, "field": "id"}


async def test_a_deactivated_one_gets_nothing_until_it_is_active_again(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    id_ = await subscribe(admin, receiver)

    async def switch_off(received: Received, writer: asyncio.StreamWriter) -> None:
        await admin.run("admin/update-webhook", id=id_, input={"active": False})
        await answering(204)(received, writer)

    receiver.behave = switch_off
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/add-cart-item", productId=shop.product(1))
    await visitor.run("storefront/place-order")
    await send(shop)
    await visitor.run("storefront/customer-logout")  # while it is off: left out
    await send(shop)
    assert receiver.kinds == ["imitation.started"]
    assert await states(admin) == ["DELIVERED", "WAITING"]

    receiver.behave = answering(204)
    await admin.run("admin/update-webhook", id=id_, input={"active": True})
    await send(shop)
    assert receiver.kinds == ["imitation.started", "order.placed"]


async def test_a_deleted_one_gets_nothing_more(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    id_ = await subscribe(admin, receiver)

    async def delete(received: Received, writer: asyncio.StreamWriter) -> None:
        await admin.run("admin/delete-webhook", id=id_)
        await answering(204)(received, writer)

    receiver.behave = delete
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/customer-logout")
    await send(shop)

    assert receiver.kinds == ["imitation.started"]
    assert await shop.rows("webhook_deliveries") == []


async def test_another_address_gets_what_waits_at_once(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    id_ = await subscribe(admin, receiver, "IMITATION_STARTED")
    await admin.run("admin/update-webhook", id=id_, input={"url": f"{receiver.url}/old"})
    receiver.behave = answering(410)
    await shop.imitator(alice)
    for _ in range(5):
        await send(shop)
        shop.clock.advance(minutes=10)
    receiver.behave, receiver.got = answering(200), []

    admin = await shop.agent("admin")
    assert (await admin.run("admin/update-webhook", id=id_, input={"url": receiver.url})).data
    await send(shop)

    assert [received.line for received in receiver.got] == ["POST /hooks HTTP/1.1"]
    assert (await webhook(admin))["failingSince"] is None


async def test_deliveries_are_paged_and_filtered(
    shop: Shop, admin: Agent, receiver: Receiver
) -> None:
    one = await subscribe(admin, receiver, "ORDER_PLACED")
    other = await subscribe(admin, receiver, "ORDER_PLACED")
    receiver.behave = answering(500)
    await admin.run("admin/test-webhook", id=one)
    await send(shop)
    receiver.behave = answering(200)
    for id_ in (one, other, one):
        await admin.run("admin/test-webhook", id=id_)
    await send(shop)

    async def listed(**filters: Any) -> list[tuple[str, str]]:
        return [(each["webhookId"], each["state"]) for each in await deliveries(admin, **filters)]

    failed, done, elsewhere = (one, "FAILED"), (one, "DELIVERED"), (other, "DELIVERED")
    assert await listed() == [failed, done, elsewhere, done]
    assert await listed(webhookId=one) == [failed, done, done]
    assert await listed(state="FAILED") == [failed]
    assert await listed(webhookId=one, state="DELIVERED") == [done, done]
    assert await listed(webhookId="0" * 32) == []
    first = (await admin.run("admin/webhook-deliveries", first=3)).data
    rest = await admin.run("admin/webhook-deliveries", after=first["pageInfo"]["endCursor"])
    assert (len(first["nodes"]), first["pageInfo"]["hasNextPage"], first["totalCount"]) == (
        3,
        True,
        4,
    )
    assert [each["state"] for each in rest.data["nodes"]] == ["FAILED"]


async def test_a_secret_that_no_key_opens_is_no_answer(
    open_shop: OpenShop, receiver: Receiver
) -> None:
    networks = {"webhook_allow_networks": "127.0.0.0/8"}
    old = await open_shop(secret="o" * 32, **networks)
    admin, alice = await old.agent("admin"), await old.agent("alice")
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await old.imitator(alice)
    lost = await open_shop(secret="n" * 32, **networks)
    both = await open_shop(secret=f"{'n' * 32},{'o' * 32}", **networks)

    await send(lost)
    assert receiver.got == []
    (waiting,) = await deliveries(admin)
    assert (waiting["state"], waiting["attempts"], waiting["lastStatus"]) == ("WAITING", 1, None)
    old.clock.advance(seconds=5)
    await send(both)

    assert receiver.kinds == ["imitation.started"]
