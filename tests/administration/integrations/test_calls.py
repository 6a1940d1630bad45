"""Integrations call fields of the admin with their privileges, and none that needs a person."""

from typing import Any

import pytest

from auth.privileges import PERSONS_ALONE, Privilege, effective_of_integration
from resolvers.imitation.sweep import sweep
from tests.contract.matrix import MATRIX
from tests.contract.walk import fields, guard, listed_codes
from tests.support.audit_log import events
from tests.support.clients import Agent, Client
from tests.support.hiring import person, role_with
from tests.support.machines import machine_with
from tests.support.shop import OpenShop, Shop

MISSING = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
PERSON = "FRAMEWORK__PERSON_REQUIRED"
AUDIENCES = {name: (guard(field) or {}).get("audience") for name, field in fields()}
OF_THE_ADMIN = [name for name in MATRIX if AUDIENCES[name] in {"USER", "PERSON"}]


def test_persons_alone_may_ask_for_these() -> None:
    assert {name for name, audience in AUDIENCES.items() if audience == "PERSON"} >= {
        "currentUser",
        "userLogout",
        "generateImitateCustomerToken",
    }


def test_no_role_gives_an_integration_what_a_person_must_answer_for() -> None:
    assert effective_of_integration({*Privilege, *PERSONS_ALONE}) == (
        set(Privilege) - PERSONS_ALONE
    )
    assert Privilege.IMITATE_CUSTOMER in PERSONS_ALONE


@pytest.mark.parametrize("field", OF_THE_ADMIN)
async def test_each_field_answers_an_integration(shop: Shop, admin: Agent, field: str) -> None:
    row = MATRIX[field]
    held = [*row.besides, *([row.privilege] if row.privilege else [])]
    allowed = await (await machine_with(shop, admin, *held)).client()
    without = await (await machine_with(shop, admin, *row.besides, label="Less")).client()

    denied = await without.run(row.operation, **await row.variables(shop, admin))
    answer = await allowed.run(row.operation, **await row.variables(shop, admin))

    if AUDIENCES[field] == "PERSON":
        assert (denied.code, answer.code) == (PERSON, PERSON)
        assert PERSON in listed_codes(field)
        return
    assert answer.errors == []
    if row.privilege is not None:
        assert denied.error == {"code": MISSING, "missingPrivileges": [row.privilege]}
    else:
        assert denied.errors == []


async def test_its_acts_name_it_in_the_audit_log(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin, "customer:write")
    client = await machine.client()
    change = {"id": shop.customer("bob"), "input": {"company": "Building"}}

    assert (await client.run("admin/update-customer", **change)).data["company"] == "Building"
    refused = await client.run("admin/delete-user", id=shop.user("eve"))

    assert refused.code == MISSING
    named = {"id": machine.id, "label": "Warehouse"}
    (changed,) = await events(shop, "customer.updated")
    assert (changed["user_id"], changed["detail"]) == (None, {"integration": named})
    (denied,) = await events(shop, "user.operation_refused")
    assert denied["username"] is None
    assert denied["detail"]["integration"] == named


async def test_it_cannot_give_what_it_does_not_hold(shop: Shop, admin: Agent) -> None:
    """Not to others and not to itself, even if its own role says that it holds it."""
    imitate = "api_proxy_imitate-customer"
    machine = await machine_with(
        shop, admin, imitate, "role:write", "user:write", "integration:write", "customer:read"
    )
    client = await machine.client()
    role_id = await role_with(admin, "Imitators", imitate)
    before = [await shop.rows(name) for name in ("roles", "users", "integrations", "user_roles")]

    def wanted(**others: Any) -> dict[str, Any]:
        return {"input": {"label": "Mine", "roleIds": [role_id]}, **others}

    refused = [
        await client.run("admin/create-role", input={"name": "R", "privileges": [imitate]}),
        await client.run("admin/create-user", input=person("otto", roleIds=[role_id])),
        await client.run("admin/create-integration", **wanted()),
        await client.run("admin/update-user", id=shop.user("alice"), input={"password": "x" * 9}),
    ]

    for one in refused:
        assert one.code == MISSING
        assert imitate in one.error["missingPrivileges"]
    after = [await shop.rows(name) for name in ("roles", "users", "integrations", "user_roles")]
    assert after == before


async def test_its_refusals_are_limited_and_summed_up(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_user_refusals=1)
    machine = await machine_with(shop, await shop.agent("admin"))
    client = await machine.client()

    codes = [(await client.run("admin/delete-user", id="0" * 32)).code for _ in range(3)]
    shop.clock.advance(seconds=60)
    await sweep(shop.application)

    assert codes == [MISSING, LIMITED, LIMITED]
    (summed,) = await events(shop, "throttle.refused")
    assert (summed["user_id"], summed["remote_address"]) == (None, None)
    assert summed["detail"]["integration"] == {"id": machine.id, "label": "Warehouse"}


async def test_cards_show_that_it_imitates_nobody(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin, "customer:read", "api_proxy_imitate-customer")
    client = await machine.client()

    card = (await client.run("admin/customer", id=shop.customer("bob"))).data

    assert card["imitation"]["allowed"] is False
    assert card["imitation"]["reasons"] == ["MISSING_PRIVILEGE"]


async def test_bearer_opens_no_store_field(shop: Shop, admin: Agent) -> None:
    client = await (await machine_with(shop, admin, "customer:read")).client()

    alone = await client.run("storefront/context")
    both = Client(shop.http, {**client.headers, **shop.visitor().headers})

    assert alone.code == "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED"
    assert (await both.run("storefront/context")).data["customer"] is None
