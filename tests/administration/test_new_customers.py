"""Users with customer:write create customers, who have ids of other systems, and set passwords."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Visitor
from tests.support.hiring import hire
from tests.support.shop import PASSWORD, Shop

CREATE, UPDATE = "admin/create-customer", "admin/update-customer"
SET_PASSWORD = "admin/set-customer-password"
NAMES = {"firstName": "Nora", "lastName": "Neu"}
NEW = {"customerNumber": "N-1", "email": "Nora@Example.com", **NAMES}
OTHER = {"customerNumber": "N-2", "email": "otto@example.com", **NAMES}


@pytest.fixture
async def cora(shop: Shop, admin: Agent) -> Agent:
    """A user who may read and change customers, and nothing else."""
    return await hire(shop, admin, "cora", "customer:read", "customer:write")


async def test_is_created_and_found(shop: Shop, cora: Agent) -> None:
    wanted = {
        **NEW,
        "externalId": "erp-7",
        "company": "Neu & Söhne",
        "boundSalesChannelId": shop.channel("Storefront"),
    }

    created = (await cora.run(CREATE, input=wanted)).data

    assert created == {
        **NEW,
        "id": created["id"],
        "externalId": "erp-7",
        "company": "Neu & Söhne",
        "active": True,
        "guest": False,
        "imitationConsent": False,
        "imitationConsentWithdrawnAt": None,
        "needsApproval": False,
        "createdAt": created["createdAt"],
        "lastLoginAt": None,
        "boundSalesChannel": {
            "id": shop.channel("Storefront"),
            "name": "Storefront",
            "type": "STOREFRONT",
            "active": True,
        },
    }
    found = (await cora.run("admin/customers", search="neu nora")).data["nodes"]
    assert [customer["id"] for customer in found] == [created["id"]]
    assert (await shop.actions())[-1] == "customer.created"


async def test_first_password_logs_in_and_is_stored_hashed(shop: Shop, cora: Agent) -> None:
    await cora.run(CREATE, input={**NEW, "password": "nora's first"})

    entered = await shop.visitor().log_in("nora@example.com", "nora's first")

    assert entered.errors == []
    assert "nora's first" not in str(await shop.everything())


async def test_without_a_password_none_logs_in(shop: Shop, cora: Agent) -> None:
    await cora.run(CREATE, input=NEW)

    refused = await shop.visitor().log_in("nora@example.com", "")

    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customerNumber": None}, "customerNumber"),
        ({"customerNumber": "x" * 65}, "customerNumber"),
        ({"customerNumber": "10002"}, "customerNumber"),
        ({"email": "BOB@example.com"}, "email"),
        ({"firstName": None}, "firstName"),
        ({"externalId": ""}, "externalId"),
        ({"externalId": "x" * 256}, "externalId"),
        ({"password": "short"}, "password"),
        ({"password": "long enough", "guest": True}, "password"),
        ({"guest": None}, "guest"),
        ({"boundSalesChannelId": "Outlet"}, "boundSalesChannelId"),
    ],
)
async def test_is_refused(shop: Shop, cora: Agent, change: dict[str, Any], field: str) -> None:
    before = await shop.everything()

    refused = await cora.run(CREATE, input={**NEW, **change})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("field", ["customerNumber", "email", "firstName", "lastName"])
async def test_what_is_needed_is_named(shop: Shop, cora: Agent, field: str) -> None:
    before = await shop.everything()

    refused = await cora.run(CREATE, input={key: NEW[key] for key in NEW if key != field})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_external_id_is_unique_until_it_is_removed(shop: Shop, cora: Agent) -> None:
    first = (await cora.run(CREATE, input={**NEW, "externalId": "erp-7"})).data
    change = {"externalId": "erp-7"}

    refused = await cora.run(UPDATE, id=shop.customer("bob"), input=change)
    await cora.run(UPDATE, id=first["id"], input={"externalId": None})
    taken_over = await cora.run(UPDATE, id=shop.customer("bob"), input=change)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "externalId"}
    assert taken_over.data["externalId"] == "erp-7"


async def test_one_of_two_at_once_gets_the_external_id(
    shop: Shop, admin: Agent, elsewhere: Agent
) -> None:
    errors = await at_once(
        shop,
        "customers",
        admin.run(CREATE, input={**NEW, "externalId": "erp-7"}),
        elsewhere.run(CREATE, input={**OTHER, "externalId": "erp-7"}),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "externalId"}]


async def test_guest_becomes_an_account_if_their_address_is_free(shop: Shop, cora: Agent) -> None:
    guest = {**NEW, "guest": True, "email": "bob@example.com"}
    made = (await cora.run(CREATE, input=guest)).data

    refused = await cora.run(UPDATE, id=made["id"], input={"guest": False})
    free = {"guest": False, "email": "nora@example.com"}
    changed = await cora.run(UPDATE, id=made["id"], input=free)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "email"}
    assert (changed.data["guest"], changed.data["email"]) == (False, "nora@example.com")


async def test_account_that_becomes_a_guest_loses_its_sessions(
    shop: Shop, alice: Agent, bob: Visitor, cora: Agent
) -> None:
    imitator = await shop.imitator(alice)

    await cora.run(UPDATE, id=shop.customer("bob"), input={"guest": True})

    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None


async def test_new_password_ends_sessions_and_imitations(
    shop: Shop, alice: Agent, bob: Visitor, cora: Agent
) -> None:
    imitator = await shop.imitator(alice)

    done = await cora.run(SET_PASSWORD, id=shop.customer("bob"), password="bob's second")

    assert done.data == {"id": shop.customer("bob")}
    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "PASSWORD_CHANGED"
    assert (await shop.actions())[-1] == "customer.password_set"
    refused = await shop.visitor().log_in("bob@example.com", PASSWORD)
    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    assert (await shop.visitor().log_in("bob@example.com", "bob's second")).errors == []


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [
        ("bob", "short", {"code": "VIOLATION::INVALID", "field": "password"}),
        ("bob", "with\x00control", {"code": "VIOLATION::INVALID", "field": "password"}),
        ("gina", "long enough", {"code": "VIOLATION::INVALID", "field": "id"}),
        (None, "long enough", {"code": "CONTENT__ENTITY_NOT_FOUND"}),
    ],
)
async def test_password_is_refused(
    shop: Shop, cora: Agent, name: str | None, password: str, error: dict[str, str]
) -> None:
    before = await shop.everything()
    customer_id = "0" * 32 if name is None else shop.customer(name)

    refused = await cora.run(SET_PASSWORD, id=customer_id, password=password)

    assert refused.error == error
    assert await shop.everything() == before


async def test_update_sets_no_password(shop: Shop, cora: Agent) -> None:
    before = await shop.everything()

    change = {"password": "long enough"}
    refused = await cora.run(UPDATE, id=shop.customer("bob"), input=change)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "password"}
    assert await shop.everything() == before
