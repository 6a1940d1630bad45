"""Users with integration:write make integrations, within the privileges they hold."""

from typing import Any

import pytest

from auth import bounds
from tests.support.audit_log import events, only_denied
from tests.support.clients import Agent
from tests.support.hiring import hire, role_with
from tests.support.machines import machine_with
from tests.support.shop import NOON, Shop

MISSING = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


@pytest.fixture
async def ivan(shop: Shop, admin: Agent) -> Agent:
    """A user who may change integrations and read customers."""
    return await hire(shop, admin, "ivan", "integration:read", "integration:write", "customer:read")


async def test_new_integration_is_listed_without_its_secret(shop: Shop, admin: Agent) -> None:
    role_id = await role_with(admin, "Readers", "customer:read")
    wanted = {"label": " Warehouse ", "roleIds": [role_id], "expiresAt": "2026-06-02T12:00:00Z"}

    answer = await admin.run("admin/create-integration", input=wanted)

    made = answer.data
    assert made["integration"] == {
        "id": made["integration"]["id"],
        "label": "Warehouse",
        "clientId": made["integration"]["clientId"],
        "roles": [{"id": role_id, "name": "Readers"}],
        "active": True,
        "createdAt": NOON.isoformat(),
        "lastUsedAt": None,
        "expiresAt": "2026-06-02T12:00:00+00:00",
    }
    assert made["integration"]["clientId"].startswith("SWIA")
    assert made["secret"].startswith("imk_")
    assert answer.response.headers["cache-control"] == "no-store"
    listed = await admin.run("admin/integrations")
    assert listed.data == [made["integration"]]
    assert made["secret"] not in listed.response.text


async def test_secret_is_stored_as_its_hash(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin)

    assert machine.secret not in str(await shop.everything())
    (stored,) = await shop.rows("integration_secrets")
    assert len(stored["secret_hash"]) == 32


async def test_what_is_left_out_stays(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin, "customer:read", expiresAt="2026-07-01T00:00:00Z")
    (before,) = (await admin.run("admin/integrations")).data

    changed = await admin.run("admin/update-integration", id=machine.id, input={"label": "Shed"})
    endless = await admin.run("admin/update-integration", id=machine.id, input={"expiresAt": None})

    assert changed.data == {**before, "label": "Shed"}
    assert endless.data == {**before, "label": "Shed", "expiresAt": None}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": None}, "label"),
        ({"label": "  "}, "label"),
        ({"label": "x" * 101}, "label"),
        ({"roleIds": None}, "roleIds"),
        ({"roleIds": ["x"]}, "roleIds"),
        ({"active": None}, "active"),
        ({"expiresAt": NOON.isoformat()}, "expiresAt"),
        ({"expiresAt": "2300-01-01T00:00:00Z"}, "expiresAt"),
    ],
)
async def test_is_refused(shop: Shop, admin: Agent, change: dict[str, Any], field: str) -> None:
    machine = await machine_with(shop, admin)
    before = await shop.everything()

    created = await admin.run("admin/create-integration", input={"label": "Shed", **change})
    updated = await admin.run("admin/update-integration", id=machine.id, input=change)

    for refused in (created, updated):
        assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("overlap", [-1, 86_401])
async def test_old_secret_lives_on_for_a_day_at_most(
    shop: Shop, admin: Agent, overlap: int
) -> None:
    machine = await machine_with(shop, admin)
    before = await shop.everything()

    refused = await admin.run("admin/rotate-integration-secret", id=machine.id, overlap=overlap)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "overlap"}
    assert await shop.everything() == before


async def test_one_more_than_the_most_is_refused(
    shop: Shop, admin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "INTEGRATIONS", 1)
    await machine_with(shop, admin)
    before = await shop.everything()

    refused = await admin.run("admin/create-integration", input={"label": "Another"})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "label"}
    assert await shop.everything() == before


async def test_roles_that_grant_more_than_one_holds_are_not_given(
    shop: Shop, admin: Agent, ivan: Agent
) -> None:
    machine = await machine_with(shop, admin, "customer:read")
    roles = {"roleIds": [shop.role("Catalogue")]}
    operations = ("createIntegration", "updateIntegration")

    async with only_denied(shop, "ivan", *operations, missing=["sales_channel:read"]):
        created = await ivan.run("admin/create-integration", input={"label": "Mine", **roles})
        updated = await ivan.run("admin/update-integration", id=machine.id, input=roles)

    for refused in (created, updated):
        assert refused.error == {"code": MISSING, "missingPrivileges": ["sales_channel:read"]}


async def test_integration_that_holds_more_is_out_of_reach(
    shop: Shop, admin: Agent, ivan: Agent
) -> None:
    above = {"id": (await machine_with(shop, admin, "user:write")).id}
    operations = ("updateIntegration", "rotateIntegrationSecret", "deleteIntegration")

    async with only_denied(shop, "ivan", *operations, missing=["user:write"]):
        refused = [
            await ivan.run("admin/update-integration", **above, input={"active": True}),
            await ivan.run("admin/rotate-integration-secret", **above),
            await ivan.run("admin/delete-integration", **above),
        ]

    assert [one.code for one in refused] == [MISSING] * 3


@pytest.mark.parametrize("operation", ["update", "rotate", "delete"])
async def test_unknown_integration_is_not_found(shop: Shop, admin: Agent, operation: str) -> None:
    before = await shop.everything()
    name = {"rotate": "rotate-integration-secret"}.get(operation, f"{operation}-integration")
    others = {"input": {"label": "Any"}} if operation == "update" else {}

    refused = await admin.run(f"admin/{name}", id="0" * 32, **others)

    assert refused.code == "CONTENT__ENTITY_NOT_FOUND"
    assert await shop.everything() == before


async def test_changes_are_in_the_audit_log(shop: Shop, admin: Agent) -> None:
    machine = await machine_with(shop, admin)
    of = {"id": machine.id, "label": "Warehouse", "active": True}

    await admin.run("admin/rotate-integration-secret", id=machine.id, overlap=60)
    await admin.run("admin/update-integration", id=machine.id, input={"active": False})
    await admin.run("admin/delete-integration", id=machine.id)

    told = {
        action: [(one["username"], one["detail"]) for one in await events(shop, action)]
        for action in sorted(set(await shop.actions()))
        if action.startswith("integration.")
    }
    off = {**of, "active": False}
    assert told == {
        "integration.created": [("admin", {"of": of})],
        "integration.deleted": [("admin", {"of": off})],
        "integration.secret_rotated": [("admin", {"of": of, "overlap": 60})],
        "integration.updated": [("admin", {"of": off})],
    }
