"""A consent that a user, another system or an import changes is recorded with who changed it."""

from typing import Any

import pytest

from resolvers.importing import consents, customers
from tests.importing.export import CUSTOMER_COLUMNS, customer, lines, written
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.machines import machine_with
from tests.support.shop import Shop

UPDATE, UPSERT = "admin/update-customer", "admin/upsert-customers"
NEW = {"firstName": "Nora", "lastName": "Neu"}
Told = list[tuple[str | None, str | None, Any]]


async def told(shop: Shop) -> Told:
    """User, customer and detail of each event about a consent."""
    return [
        (event["username"], event["customer_number"], event["detail"])
        for event in await events(shop, "customer.consent_changed")
    ]


async def load(shop: Shop, consents_of: dict[str, str]) -> None:
    """Import bob, heidi and a new customer with what they said."""
    known = {
        name: {"id": shop.customer(name), "customer_number": number}
        for name, number in (("bob", "10001"), ("heidi", "10005"))
    }
    rows = [
        customer(
            position,
            email=f"{name}@example.com",
            imitation_consent=consent,
            **known.get(name, {}),
        )
        for position, (name, consent) in enumerate(consents_of.items())
    ]
    text = written(rows, [*CUSTOMER_COLUMNS, "imitation_consent"])
    report = await customers.load(shop.application, lines(text))
    assert report.refused == []


async def test_user_is_named_and_what_changes_nothing_is_no_event(shop: Shop, admin: Agent) -> None:
    bob = shop.customer("bob")
    for consent in (True, False, False, True):
        await admin.run(UPDATE, id=bob, input={"imitationConsent": consent})
    await admin.run(UPDATE, id=bob, input={"company": "Bob & Co"})
    new = {**NEW, "email": "nora@example.com"}
    for number, consent in (("N-1", True), ("N-2", False)):
        sent = {**new, "customerNumber": number, "guest": True, "imitationConsent": consent}
        assert not (await admin.run("admin/create-customer", input=sent)).errors

    assert await told(shop) == [
        ("admin", "10001", {"granted": False}),
        ("admin", "10001", {"granted": True}),
        ("admin", "N-1", {"granted": True}),
    ]


async def test_integration_is_named(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin, "customer:write", "customer:read")
    system = await machine.client()
    row = {"id": shop.customer("bob"), "imitationConsent": False}

    for _ in range(2):
        assert not (await system.run(UPSERT, rows=[row])).errors

    ((username, number, detail),) = await told(shop)
    assert (username, number, detail["granted"]) == (None, "10001", False)
    assert detail["integration"]["id"] == machine.id


async def test_import_tells_of_each_customer(shop: Shop) -> None:
    await load(shop, {"bob": "0", "heidi": "", "nora": "1", "otto": "0"})
    await load(shop, {"bob": "0", "heidi": "0", "nora": "1", "otto": "0"})

    assert await told(shop) == [
        (None, "10001", {"granted": False}),
        (None, "SW2", {"granted": True}),
    ]


async def test_import_of_many_is_one_event_with_their_numbers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consents, "MOST", 2)
    await load(shop, {"bob": "0", "heidi": "1", "nora": "1", "otto": "0"})

    (event,) = await events(shop, "customers.consent_changed")

    assert event["detail"] == {"given": 2, "withdrawn": 1}
    assert await told(shop) == []
