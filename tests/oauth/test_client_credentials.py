"""Integrations get bearer tokens for their secrets; what ends them ends the tokens at once."""

import base64
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest

from resolvers.imitation.sweep import sweep
from tests.administration.racing import at_once
from tests.support.audit_log import events
from tests.support.clients import Agent, Client
from tests.support.machines import TOKEN, Machine, machine_with
from tests.support.shop import NOON, OpenShop, Shop

GRANT = {"grant_type": "client_credentials"}
UNAUTHENTICATED = "UNAUTHENTICATED"


@pytest.fixture
async def machine(shop: Shop, admin: Agent) -> Machine:
    return await machine_with(shop, admin, "user:read")


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


async def works(client: Client) -> bool:
    answer = await client.run("admin/roles")
    assert not answer.errors or answer.code == UNAUTHENTICATED
    return not answer.errors


@pytest.mark.parametrize("way", ["header", "body"])
async def test_secret_is_exchanged_for_a_bearer(shop: Shop, machine: Machine, way: str) -> None:
    headers = basic(machine.client_id, machine.secret) if way == "header" else {}
    form = GRANT if way == "header" else {**GRANT, **machine.credentials}

    answer = await shop.http.post(TOKEN, data=form, headers=headers)

    token = answer.json()["access_token"]
    assert answer.status_code == 200
    assert answer.json() == {"access_token": token, "token_type": "Bearer", "expires_in": 600}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    assert token not in str(await shop.everything())
    assert await works(Client(shop.http, {"authorization": f"Bearer {token}"}))


async def test_bearer_lives_for_ten_minutes(shop: Shop, machine: Machine) -> None:
    client = await machine.client()

    shop.clock.advance(seconds=599)
    assert await works(client)
    shop.clock.advance(seconds=1)

    assert not await works(client)


async def test_use_is_noted_once_a_minute(shop: Shop, admin: Agent, machine: Machine) -> None:
    client = await machine.client()

    async def noted() -> datetime:
        (listed,) = (await admin.run("admin/integrations")).data
        return datetime.fromisoformat(listed["lastUsedAt"])

    first = await noted()
    shop.clock.advance(seconds=59)
    await client.run("admin/roles")
    second = await noted()
    shop.clock.advance(seconds=1)
    await client.run("admin/roles")

    assert (first, second, await noted()) == (NOON, NOON, NOON + timedelta(minutes=1))


@pytest.mark.parametrize("way", ["off", "deleted", "rotated", "over", "role"])
async def test_what_ends_it_ends_its_tokens_at_once(
    open_shop: OpenShop, shop: Shop, admin: Agent, machine: Machine, way: str
) -> None:
    other_process = await open_shop()
    client = Client(other_process.http, (await machine.client()).headers)
    assert await works(client)

    if way == "off":
        await admin.run("admin/update-integration", id=machine.id, input={"active": False})
    elif way == "deleted":
        await admin.run("admin/delete-integration", id=machine.id)
    elif way == "rotated":
        await admin.run("admin/rotate-integration-secret", id=machine.id)
    elif way == "over":
        end = (NOON + timedelta(seconds=1)).isoformat()
        await admin.run("admin/update-integration", id=machine.id, input={"expiresAt": end})
        shop.clock.advance(seconds=1)
    else:
        await admin.run("admin/update-integration", id=machine.id, input={"roleIds": []})

    code = "FRAMEWORK__MISSING_PRIVILEGE_ERROR" if way == "role" else UNAUTHENTICATED
    assert (await client.run("admin/roles")).code == code
    again = await machine.ask_for_token()
    assert again.status_code == (200 if way == "role" else 401)


async def test_deactivated_one_comes_back_with_what_it_had(
    shop: Shop, admin: Agent, machine: Machine
) -> None:
    client = await machine.client()
    await admin.run("admin/update-integration", id=machine.id, input={"active": False})
    await admin.run("admin/update-integration", id=machine.id, input={"active": True})

    assert await works(client)


async def test_old_secret_and_its_bearer_live_on_for_the_overlap(
    shop: Shop, admin: Agent, machine: Machine
) -> None:
    old = await machine.client()
    made = await admin.run("admin/rotate-integration-secret", id=machine.id, overlap=60)
    new = Machine(shop.http, machine.id, machine.client_id, made.data["secret"])

    shop.clock.advance(seconds=59)
    late = await machine.ask_for_token()
    assert (late.status_code, late.json()["expires_in"]) == (200, 1)
    assert await works(old)
    shop.clock.advance(seconds=1)

    assert not await works(old)
    assert (await machine.ask_for_token()).status_code == 401
    assert await works(await new.client())


async def test_a_second_rotation_ends_the_oldest_secret(
    shop: Shop, admin: Agent, machine: Machine
) -> None:
    for _ in range(2):
        await admin.run("admin/rotate-integration-secret", id=machine.id, overlap=3600)

    assert (await machine.ask_for_token()).status_code == 401
    assert len(await shop.rows("integration_secrets")) == 2


async def test_sign_in_is_in_the_audit_log(shop: Shop, machine: Machine) -> None:
    await machine.client()

    (signed_in,) = await events(shop, "integration.signed_in")
    assert signed_in["detail"] == {"integration": {"id": machine.id, "label": "Warehouse"}}


async def test_sweep_removes_what_is_over(shop: Shop, admin: Agent, machine: Machine) -> None:
    await machine.client()
    await admin.run("admin/rotate-integration-secret", id=machine.id, overlap=60)
    shop.clock.advance(minutes=11)

    await sweep(shop.application)

    assert await shop.rows("integration_sessions") == []
    (kept,) = await shop.rows("integration_secrets")
    assert kept["expires_at"] is None


async def test_a_token_given_while_it_is_deleted_does_not_live(
    shop: Shop, admin: Agent, machine: Machine
) -> None:
    deleting = admin.run("admin/delete-integration", id=machine.id)

    async def asking() -> Any:
        await machine.ask_for_token()
        return await admin.run("admin/roles")

    assert await at_once(shop, "integration_sessions", deleting, asking()) == []
    assert await shop.rows("integration_sessions") == []
