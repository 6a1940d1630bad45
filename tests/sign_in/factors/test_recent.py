"""Operations that give access need a recent sign-in where the settings say so, and no others."""

import re
from typing import Any

import pytest

from auth.sign_in.factors.step_up import OPERATIONS
from tests.support.clients import Agent
from tests.support.hiring import hire, person
from tests.support.machines import machine_with
from tests.support.shop import OpenShop, Shop

STEP_UP = {"code": "FRAMEWORK__STEP_UP_REQUIRED", "maxAge": 60, "methods": ["PASSWORD"]}


def document(operation: str) -> str:
    return "admin/" + re.sub("([A-Z])", lambda found: f"-{found[0].lower()}", operation)


async def sent(shop: Shop, admin: Agent) -> dict[str, dict[str, Any]]:
    """What each operation is sent."""
    user, machine = shop.user("alice"), await machine_with(shop, admin, "user:write")
    customer, channel = shop.customer("bob"), shop.channel("Storefront")
    where, alice = {"customerId": customer, "salesChannelId": channel}, await shop.agent("alice")
    asked = await alice.run("admin/request-imitation", **where, reason="Their cart is broken")
    return {
        "approveImitation": {"requestId": asked.data["id"]},
        "generateImitateCustomerToken": where,
        "setCustomerPassword": {"id": customer, "password": "another-secret"},
        "createSalesChannel": {"input": {"name": "Pop-up"}},
        "updateSalesChannel": {"id": channel, "input": {"name": "Shop"}},
        "createUser": {"input": person("nora")},
        "updateUser": {"id": user, "input": {"email": "a@example.com"}},
        "resetUserFactors": {"id": user},
        "updateRole": {"id": shop.role("Support"), "input": {"privileges": []}},
        "createIntegration": {"input": {"label": "Till"}},
        "updateIntegration": {"id": machine.id, "input": {"label": "Till 2"}},
        "rotateIntegrationSecret": {"id": machine.id},
    }


@pytest.mark.parametrize("settings", [{"step_up_max_age": 60}, {"step_up_roles": "admin=60"}])
async def test_an_older_sign_in_gives_no_access(
    open_shop: OpenShop, settings: dict[str, Any]
) -> None:
    shop = await open_shop(**settings)
    admin = await shop.agent("admin")
    wanted = await sent(shop, admin)
    assert set(wanted) == OPERATIONS
    shop.clock.advance(seconds=61)
    await admin.run("admin/current-user")  # notes that the session is used
    before = await shop.everything()

    refused = {name: (await admin.run(document(name), **wanted[name])).error for name in wanted}
    after = await shop.everything()
    signed_in = await shop.agent("admin")
    done = {name: await signed_in.run(document(name), **wanted[name]) for name in wanted}

    assert refused == dict.fromkeys(wanted, STEP_UP)
    told = [one for one in after.pop("audit_events") if one not in before["audit_events"]]
    assert [one["action"] for one in told] == ["user.operation_refused"] * len(wanted)
    assert after == {table: rows for table, rows in before.items() if table != "audit_events"}
    assert [answer.errors for answer in done.values()] == [[]] * len(wanted)


async def test_who_may_not_is_told_that_first(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_max_age=60)
    eve = await shop.agent("eve")
    shop.clock.advance(seconds=61)

    refused = await eve.run(document("createUser"), input=person("nora"))

    assert refused.code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


async def test_what_takes_access_away_needs_none(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_max_age=60)
    admin = await shop.agent("admin")
    nora = await hire(shop, admin, "nora")
    shop.clock.advance(seconds=61)

    ended = await admin.run("admin/end-user-sessions", userId=nora.id)
    deleted = await admin.run("admin/delete-user", id=nora.id)

    assert (ended.errors, deleted.errors) == ([], [])


async def test_an_integration_has_no_sign_in(open_shop: OpenShop) -> None:
    shop = await open_shop(step_up_max_age=0)
    machine = await machine_with(shop, await shop.agent("admin"), "user:write")
    client = await machine.client()
    shop.clock.advance(seconds=61)

    made = await client.run(document("createUser"), input=person("nora"))

    assert made.errors == []
