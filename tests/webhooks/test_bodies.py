"""What a receiver gets of each kind of event: documented JSON, signed, without tokens."""

import json
from typing import Any

from auth.vocabulary import WebhookEvent
from auth.webhooks.body import body_of
from auth.webhooks.kinds import kind_for
from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, OpenShop, Shop
from tests.webhooks.receiver import Receiver
from tests.webhooks.sending import EVERY_KIND, deliveries, send, subscribe


def concerned(shop: Shop, imitation_id: str | None, username: str | None) -> dict[str, Any]:
    return {
        "imitationId": imitation_id,
        "userId": username and shop.user(username),
        "username": username,
        "customerId": shop.customer("bob"),
        "customerNumber": "10001",
        "salesChannelId": shop.channel("Storefront"),
        "issuer": None,
        "subject": None,
    }


async def test_an_imitation_is_told_from_its_start_to_its_end(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/add-cart-item", productId=shop.product(1))
    order = (await visitor.run("storefront/place-order")).data
    await visitor.run("storefront/customer-logout")

    await send(shop)

    (imitation,) = await shop.rows("imitations")
    who = concerned(shop, imitation["id"], "alice")
    told = [received.data for received in receiver.got]
    ids = {one.pop("eventId"): one.pop("action") for one in told}
    assert receiver.kinds == ["imitation.started", "order.placed", "imitation.ended"]
    assert list(ids.values()) == ["imitation.redeemed", "imitation.operation", "imitation.ended"]
    assert told == [
        who,
        {
            **who,
            "operation": "placeOrder",
            "orderNumber": order["orderNumber"],
            "total": order["total"]["amount"],
            "currency": "EUR",
        },
        {**who, "cause": "LOGOUT"},
    ]
    sent = [received.id.rpartition("_")[0] for received in receiver.got]
    assert sent == [f"event_{id_}" for id_ in ids]


async def test_the_envelope_and_the_signature_are_those_of_standard_webhooks(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await shop.imitator(alice)

    await send(shop)

    (received,) = receiver.got
    receiver.verify_all()
    assert set(received.body) == {"type", "timestamp", "data"}
    said = shop.clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert received.body["timestamp"] == said
    assert received.line == "POST /hooks HTTP/1.1"
    assert received.headers["content-type"] == "application/json"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert received.headers["user-agent"].startswith("imitate/")


async def test_refusals_are_told(
    shop: Shop, admin: Agent, alice: Agent, eve: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    target = {"customerId": shop.customer("dave"), "salesChannelId": shop.channel("Storefront")}
    await alice.run("admin/generate-imitate-customer-token", **target)
    await eve.run("admin/generate-imitate-customer-token", **target)
    token = await shop.token(alice)
    await shop.visitor("Outlet").redeem(token)
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/set-imitation-consent", granted=False)

    await send(shop)

    told = {received.data["action"]: received for received in receiver.got}
    assert told["imitation.refused"].kind == "imitation.refused"
    assert told["imitation.refused"].data["reasons"] == ["CUSTOMER_INACTIVE"]
    denied = told["user.operation_refused"]
    assert denied.kind == "operation.refused"
    assert denied.data["operation"] == "generateImitateCustomerToken"
    assert denied.data["code"] == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    assert told["imitation.redemption_refused"].kind == "imitation.refused"
    refused = told["imitation.operation_refused"]
    assert refused.kind == "operation.refused"
    assert refused.data["operation"] == "setImitationConsent"
    assert refused.data["code"] == "CHECKOUT__IMITATION_FORBIDDEN"


async def test_too_many_refusals_are_one_event(open_shop: OpenShop, receiver: Receiver) -> None:
    shop = await open_shop(webhook_allow_networks="127.0.0.0/8", rate_user_refusals=2)
    admin, eve = await shop.agent("admin"), await shop.agent("eve")
    await subscribe(admin, receiver, "OPERATION_REFUSED")
    for _ in range(5):
        await eve.run("admin/delete-role", id=shop.role("Support"))
    shop.clock.advance(minutes=2)
    await eve.run("admin/delete-role", id=shop.role("Support"))

    await send(shop)

    told = [(received.kind, received.data["action"]) for received in receiver.got]
    one = ("operation.refused", "user.operation_refused")
    assert sorted(told) == [("operation.refused", "throttle.refused"), one, one, one]
    (summed,) = [one.data for one in receiver.got if one.data["action"] == "throttle.refused"]
    assert (summed["username"], summed["attempts"], summed["limit"]) == ("eve", 5, 2)


async def test_a_changed_consent_is_told(
    shop: Shop, admin: Agent, bob: Visitor, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "CONSENT_CHANGED")
    await bob.run("storefront/set-imitation-consent", granted=False)
    change = {"id": shop.customer("bob"), "input": {"imitationConsent": True}}
    await admin.run("admin/update-customer", **change)

    await send(shop)

    assert receiver.kinds == ["consent.changed"] * 2
    action = {"action": "customer.consent_changed", "salesChannelId": None}
    told = {
        granted: concerned(shop, None, username) | action | {"granted": granted}
        for granted, username in ((False, None), (True, "admin"))
    }
    bodies = [{**received.data} for received in receiver.got]
    assert all(body.pop("eventId") for body in bodies)
    assert {body["granted"]: body for body in bodies} == told


def test_many_consents_of_an_import_are_their_numbers() -> None:
    action, detail = "customers.consent_changed", '{"given": 9, "withdrawn": 1}'
    concerned_: dict[str, str | None] = {"user_id": None, "customer_id": None}

    kind = kind_for({WebhookEvent.CONSENT_CHANGED}, action, detail)

    assert kind is WebhookEvent.CONSENT_CHANGED
    body = body_of(kind, event_id=7, at=NOON, action=action, concerned=concerned_, detail=detail)
    data = json.loads(body)["data"]
    assert (data["customerId"], data["given"], data["withdrawn"]) == (None, 9, 1)


async def test_two_webhooks_get_an_event_with_one_id(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await shop.imitator(alice)
    await shop.imitator(alice, "heidi")

    await send(shop)

    ids = [received.id for received in receiver.got]
    assert len(ids) == 4
    assert sorted(ids) == sorted(list(dict.fromkeys(ids)) * 2)


async def test_only_what_is_asked_for_is_sent(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await shop.imitator(alice)  # before there is a webhook
    await send(shop)
    await subscribe(admin, receiver, "IMITATION_ENDED")
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/update-profile", firstName="Robert")
    await visitor.run("storefront/customer-logout")

    await send(shop)

    assert receiver.kinds == ["imitation.ended"]
    assert [one["event"] for one in await deliveries(admin)] == ["IMITATION_ENDED"]


async def test_no_token_and_no_name_of_the_customer_is_sent_or_stored(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, *EVERY_KIND)
    token = await shop.token(alice)
    visitor = shop.visitor()
    await visitor.redeem(token)
    secrets = [token, visitor.token, "Builder", "bob@example.com", "127.0.0.1"]
    await visitor.run("storefront/customer-logout")

    await send(shop)

    assert len(receiver.got) == 2
    stored = repr(await shop.rows("webhook_deliveries"))
    for secret in [*secrets, "alice", "10001"]:
        assert secret not in stored
    for received in receiver.got:
        assert not [secret for secret in secrets if secret in received.text]
