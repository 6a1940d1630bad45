"""Users give and take over no privilege that they lack; one active super admin always remains."""

import asyncio
from typing import Any

import pytest

from auth.privileges import Privilege
from tests.support.audit_log import only_denied
from tests.support.clients import Agent
from tests.support.hiring import hire, person, role_with
from tests.support.shop import OpenShop, Shop


@pytest.fixture
async def nora(shop: Shop, admin: Agent) -> Agent:
    """A user who may change users, and nothing else."""
    return await hire(shop, admin, "nora", "user:write")


async def test_e1_no_one_but_an_admin_makes_admins(shop: Shop, nora: Agent) -> None:
    async with only_denied(shop, "nora", "createUser", "updateUser", missing=["admin"]):
        created = await nora.run("admin/create-user", input=person("otto", admin=True))
        updated = await nora.run("admin/update-user", id=nora.id, input={"admin": True})

    for refused in (created, updated):
        assert refused.error == {
            "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
            "missingPrivileges": ["admin"],
        }


async def test_e1_no_one_gives_a_role_that_grants_more(shop: Shop, nora: Agent) -> None:
    roles, more = [shop.role("Catalogue")], ["customer:read", "sales_channel:read"]

    async with only_denied(shop, "nora", "createUser", "updateUser", missing=more):
        created = await nora.run("admin/create-user", input=person("otto", roleIds=roles))
        updated = await nora.run("admin/update-user", id=nora.id, input={"roleIds": roles})

    for refused in (created, updated):
        assert refused.error == {
            "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
            "missingPrivileges": more,
        }


async def test_gives_what_she_holds(admin: Agent, nora: Agent) -> None:
    role_id = await role_with(admin, "Editors", "user:write")

    made = await nora.run("admin/create-user", input=person("otto", roleIds=[role_id]))

    assert made.data["privileges"] == ["user:write"]


@pytest.mark.parametrize(
    ("username", "missing"),
    [
        ("admin", sorted({"admin", *Privilege} - {"user:write"})),
        ("eve", ["customer:read", "sales_channel:read"]),
    ],
)
@pytest.mark.parametrize(
    "change",
    [{"password": "taken-over-now"}, {"email": "nora@evil.example"}, {"active": False}, None],
    ids=["password", "email", "active", "deletion"],
)
async def test_e1_who_may_more_is_out_of_reach(
    shop: Shop, nora: Agent, username: str, missing: list[str], change: dict[str, Any] | None
) -> None:
    operation = "deleteUser" if change is None else "updateUser"

    async with only_denied(shop, "nora", operation, missing=missing):
        refused = (
            await nora.run("admin/delete-user", id=shop.user(username))
            if change is None
            else await nora.run("admin/update-user", id=shop.user(username), input=change)
        )

    assert refused.error == {
        "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
        "missingPrivileges": missing,
    }


async def test_who_may_no_more_is_in_reach(admin: Agent, nora: Agent) -> None:
    otto = (await admin.run("admin/create-user", input=person("otto"))).data

    changed = await nora.run("admin/update-user", id=otto["id"], input={"active": False})

    assert changed.data["active"] is False
    assert (await nora.run("admin/delete-user", id=otto["id"])).data is True


@pytest.mark.parametrize("change", [{"admin": False}, {"active": False}], ids=["demoted", "off"])
async def test_the_last_active_admin_stays(
    shop: Shop, admin: Agent, change: dict[str, bool]
) -> None:
    retired = person("otto", admin=True, active=False)
    assert (await admin.run("admin/create-user", input=retired)).data["admin"]
    before = await shop.everything()

    refused = await admin.run("admin/update-user", id=admin.id, input=change)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "id"}
    assert await shop.everything() == before


async def test_an_admin_may_go_while_another_stays(shop: Shop, admin: Agent) -> None:
    assert (await admin.run("admin/create-user", input=person("otto", admin=True))).data["admin"]

    assert (await admin.run("admin/update-user", id=admin.id, input={"admin": False})).data

    otto = await shop.agent("otto")
    assert (await otto.run("admin/delete-user", id=admin.id)).data is True


@pytest.mark.parametrize("change", [{"admin": False}, {"active": False}, None])
async def test_two_admins_who_remove_each_other_leave_one(
    open_shop: OpenShop, shop: Shop, admin: Agent, change: dict[str, bool] | None
) -> None:
    await admin.run("admin/create-user", input=person("otto", admin=True))
    otto = await Agent.signed_in((await open_shop()).http, "otto", "imitate-demo")

    async def remove(who: Agent, whom: Agent) -> list[dict[str, Any]]:
        if change is None:
            return (await who.run("admin/delete-user", id=whom.id)).errors
        return (await who.run("admin/update-user", id=whom.id, input=change)).errors

    answers = await asyncio.gather(remove(admin, otto), remove(otto, admin))

    (code,) = [error["extensions"]["code"] for errors in answers for error in errors]
    # By when the second one is refused: at the change, or already at the guard.
    at_the_guard = "UNAUTHENTICATED"
    if change == {"admin": False}:
        at_the_guard = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    assert code in {"VIOLATION::INVALID", at_the_guard}
    admins = [row for row in await shop.rows("users") if row["admin"] and row["active"]]
    assert len(admins) == 1
