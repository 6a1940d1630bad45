"""Introspection tells who is in a customer session, and never of one that has ended."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent, Visitor
from tests.support.hiring import role_with
from tests.support.machines import INTROSPECT, Machine, machine_with
from tests.support.shop import NOON, OpenShop, Shop

INACTIVE = {"active": False}


@pytest.fixture
async def machine(shop: Shop, admin: Agent) -> Machine:
    return await machine_with(shop, admin, "context:introspect")


def seconds(**after_noon: float) -> int:
    return int((NOON + timedelta(**after_noon)).timestamp())


async def test_customer_is_alone_in_their_session(
    shop: Shop, machine: Machine, bob: Visitor
) -> None:
    (session,) = await shop.rows("contexts")

    assert await machine.introspect(bob.token) == {
        "active": True,
        "sub": shop.customer("bob"),
        "sid": str(session["id"]).replace("-", ""),
        "channel": shop.channel("Storefront"),
        "access": "FULL",
        "exp": seconds(days=1),
    }


@pytest.mark.parametrize("access", ["FULL", "READ_ONLY"])
async def test_imitator_is_named_as_the_actor(
    shop: Shop, machine: Machine, alice: Agent, access: str
) -> None:
    imitator = await shop.imitator(alice, access=access)
    await machine.introspect("the first use is noted")
    before = await shop.everything()

    told = await machine.introspect(imitator.token)

    assert told == {
        "active": True,
        "sub": shop.customer("bob"),
        "act": {"sub": alice.id},
        "sid": told["sid"],
        "channel": shop.channel("Storefront"),
        "access": access,
        "exp": seconds(minutes=15),
    }
    assert await shop.everything() == before


async def test_asking_keeps_no_imitation_alive(shop: Shop, machine: Machine, alice: Agent) -> None:
    imitator = await shop.imitator(alice)

    shop.clock.advance(minutes=14, seconds=59)
    assert (await machine.introspect(imitator.token))["active"] is True
    shop.clock.advance(seconds=1)

    assert await machine.introspect(imitator.token) == INACTIVE


async def end(way: str, shop: Shop, admin: Agent, imitator: Visitor) -> None:
    """One of the things that end an imitation."""
    if way == "logout":
        await imitator.run("storefront/customer-logout")
    elif way == "ended by the admin":
        (row,) = (await admin.run("admin/imitations", active=True)).data["nodes"]
        await admin.run("admin/end-imitation", id=row["id"])
    elif way == "user off":
        change = {"input": {"active": False}}
        await admin.run("admin/update-user", id=shop.user("alice"), **change)
    elif way == "privilege lost":
        none: dict[str, list[str]] = {"privileges": []}
        await admin.run("admin/update-role", id=shop.role("Support"), input=none)
    elif way == "customer off":
        change = {"input": {"active": False}}
        await admin.run("admin/update-customer", id=shop.customer("bob"), **change)
    elif way == "channel off":
        change = {"input": {"active": False}}
        await admin.run("admin/update-sales-channel", id=shop.channel("Storefront"), **change)
    else:
        shop.clock.advance(hours=1)


@pytest.mark.parametrize(
    "way",
    [
        "logout",
        "ended by the admin",
        "user off",
        "privilege lost",
        "customer off",
        "channel off",
        "time",
    ],
)
async def test_an_end_on_another_process_is_an_end_here(
    open_shop: OpenShop, shop: Shop, alice: Agent, machine: Machine, way: str
) -> None:
    other = await open_shop()
    there = Machine(other.http, machine.id, machine.client_id, machine.secret)
    imitator = await shop.imitator(alice)
    assert (await there.introspect(imitator.token))["active"] is True
    before = imitator.token

    await end(way, shop, await shop.agent("admin"), imitator)

    assert await there.introspect(before) == INACTIVE
    assert await machine.introspect(before) == INACTIVE


async def test_a_condition_that_fails_ends_the_imitation_here(
    shop: Shop, alice: Agent, machine: Machine
) -> None:
    imitator = await shop.imitator(alice)
    await shop.change("UPDATE users SET active = false WHERE username = 'alice'")

    assert await machine.introspect(imitator.token) == INACTIVE

    (row,) = await shop.rows("imitations")
    assert row["end_reason"] == "USER_DEACTIVATED"
    (ended,) = await events(shop, "imitation.ended")
    found_by = {"id": machine.id, "label": "Warehouse"}
    assert ended["detail"] == {"cause": "USER_DEACTIVATED", "integration": found_by}


async def test_nobody_is_in_other_tokens(
    shop: Shop, admin: Agent, alice: Agent, machine: Machine
) -> None:
    guest = shop.visitor()
    await guest.run("storefront/add-cart-item", productId=shop.product(1))
    anonymous = shop.visitor()
    await anonymous.context()
    bearer = (await machine.ask_for_token()).json()["access_token"]
    tokens = [
        guest.token,
        anonymous.token,
        await shop.token(alice),
        alice.headers["authorization"].removeprefix("Bearer "),
        bearer,
        machine.secret,
        "imc_" + "a" * 43,
        "x",
        "a.b.c",
        "..",
        "imc_\x00",
        "é" * 47,
    ]
    assert len(await shop.rows("contexts")) == 1

    assert [await machine.introspect(token) for token in tokens] == [INACTIVE] * len(tokens)


async def test_privilege_is_asked_for(shop: Shop, admin: Agent, bob: Visitor) -> None:
    other = await machine_with(shop, admin, "customer:read", label="Other")

    refused = await other.post(INTROSPECT, token=bob.token)
    granted = await role_with(admin, "Introspection", "context:introspect")
    await admin.run("admin/update-integration", id=other.id, input={"roleIds": [granted]})

    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    assert (await other.introspect(bob.token))["active"] is True


@pytest.mark.parametrize("form", [{}, {"token": ""}])
async def test_token_is_needed(machine: Machine, form: dict[str, Any]) -> None:
    refused = await machine.post(INTROSPECT, **form)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_hint_is_ignored(machine: Machine, bob: Visitor) -> None:
    answer = await machine.post(INTROSPECT, token=bob.token, token_type_hint="refresh_token")

    assert answer.json()["active"] is True
    assert answer.headers["cache-control"] == "no-store"
