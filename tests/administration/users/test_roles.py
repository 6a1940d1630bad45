"""Users with role:write create, change and delete roles, within the privileges they hold."""

import json
from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.sign_in.oidc.provider import Provider
from tests.support.audit_log import only_denied
from tests.support.clients import Agent
from tests.support.hiring import hire, role_with
from tests.support.shop import NOON, OpenShop, Shop


@pytest.fixture
async def rosa(shop: Shop, admin: Agent) -> Agent:
    """A user who may change roles and read customers."""
    return await hire(shop, admin, "rosa", "role:write", "customer:read")


async def test_new_role_is_listed_with_its_privileges_sorted(admin: Agent) -> None:
    wanted = {
        "name": " Night shift ",
        "description": "After ten",
        "privileges": ["imitation:read", "customer:read", "imitation:read"],
    }

    made = (await admin.run("admin/create-role", input=wanted)).data

    assert made == {
        "id": made["id"],
        "name": "Night shift",
        "description": "After ten",
        "privileges": ["customer:read", "imitation:read"],
        "needsApproval": False,
    }
    listed = (await admin.run("admin/roles")).data
    assert [role["name"] for role in listed] == ["Auditor", "Catalogue", "Night shift", "Support"]
    assert {**made, "userCount": 0} in listed


async def test_what_is_left_out_stays_and_null_removes_the_description(admin: Agent) -> None:
    wanted = {"name": "Night", "description": "Late", "privileges": ["customer:read"]}
    made = (await admin.run("admin/create-role", input=wanted)).data

    renamed = await admin.run("admin/update-role", id=made["id"], input={"name": "Day"})
    undescribed = await admin.run("admin/update-role", id=made["id"], input={"description": None})

    assert renamed.data == {**made, "name": "Day"}
    assert undescribed.data == {**made, "name": "Day", "description": None}


async def test_events_tell_what_a_role_granted(shop: Shop, admin: Agent) -> None:
    early, late = ["customer:read", "order:read"], ["customer:read", "imitation:read"]

    made = (await admin.run("admin/create-role", input={"name": "Day", "privileges": early})).data
    for change in ({"name": "Night"}, {"privileges": late}):
        await admin.run("admin/update-role", id=made["id"], input=change)
    await admin.run("admin/delete-role", id=made["id"])

    events = sorted(await shop.rows("audit_events"), key=lambda event: event["id"])[-4:]
    told = [(event["action"], json.loads(event["detail"])["privileges"]) for event in events]
    assert told == [
        ("role.created", early),
        ("role.updated", early),
        ("role.updated", late),
        ("role.deleted", late),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "Support"}, "name"),
        ({"name": "  "}, "name"),
        ({"description": ""}, "description"),
        ({"privileges": None}, "privileges"),
        ({"privileges": ["customer:read", "everything"]}, "privileges"),
    ],
)
async def test_is_refused(shop: Shop, admin: Agent, change: dict[str, Any], field: str) -> None:
    before = await shop.everything()

    created = await admin.run("admin/create-role", input={"name": "Night", **change})
    updated = await admin.run("admin/update-role", id=shop.role("Auditor"), input=change)

    for refused in (created, updated):
        assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_new_role_needs_a_name(shop: Shop, admin: Agent) -> None:
    before = await shop.everything()

    refused = await admin.run("admin/create-role", input={"privileges": []})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "name"}
    assert await shop.everything() == before


async def test_lost_privilege_ends_imitations_at_the_next_request(
    shop: Shop, alice: Agent, elsewhere: Agent
) -> None:
    bob = await shop.imitator(alice)

    change = {"privileges": ["customer:read"]}
    await elsewhere.run("admin/update-role", id=shop.role("Support"), input=change)

    assert (await bob.context())["imitated"] is False
    assert (await alice.run("admin/current-user")).data["privileges"] == ["customer:read"]
    assert (await alice.run("admin/imitations")).code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "PRIVILEGE_LOST"


async def test_deleted_role_is_taken_from_everyone(
    shop: Shop, alice: Agent, elsewhere: Agent
) -> None:
    bob = await shop.imitator(alice)

    assert (await elsewhere.run("admin/delete-role", id=shop.role("Support"))).data is True

    assert (await bob.context())["imitated"] is False
    current = (await alice.run("admin/current-user")).data
    assert (current["roles"], current["privileges"]) == ([], [])
    assert [row for row in await shop.rows("user_roles") if row["user_id"] == alice.id] == []
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "PRIVILEGE_LOST"


async def test_e1_more_than_one_holds_is_not_granted(shop: Shop, rosa: Agent) -> None:
    (own,) = (await rosa.run("admin/current-user")).data["roles"]
    wanted = {"name": "Mine", "privileges": ["customer:read", "user:write", "role:write"]}

    async with only_denied(shop, "rosa", "createRole", "updateRole", missing=["user:write"]):
        created = await rosa.run("admin/create-role", input=wanted)
        updated = await rosa.run("admin/update-role", id=own["id"], input=wanted)

    for refused in (created, updated):
        assert refused.error == {
            "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
            "missingPrivileges": ["user:write"],
        }


async def test_e1_role_that_grants_more_is_out_of_reach(shop: Shop, rosa: Agent) -> None:
    role_id, more = shop.role("Catalogue"), ["sales_channel:read"]

    async with only_denied(shop, "rosa", "updateRole", "deleteRole", missing=more):
        updated = await rosa.run("admin/update-role", id=role_id, input={"privileges": []})
        deleted = await rosa.run("admin/delete-role", id=role_id)

    for refused in (updated, deleted):
        assert refused.error == {
            "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
            "missingPrivileges": more,
        }


async def test_within_what_one_holds_everything_goes(admin: Agent, rosa: Agent) -> None:
    role_id = await role_with(admin, "Readers", "customer:read")

    changed = await rosa.run("admin/update-role", id=role_id, input={"privileges": ["role:write"]})

    assert changed.data["privileges"] == ["role:write"]
    assert (await rosa.run("admin/delete-role", id=role_id)).data is True


@pytest.mark.parametrize("operation", ["update-role", "delete-role"])
async def test_unknown_role_is_not_found(shop: Shop, admin: Agent, operation: str) -> None:
    before = await shop.everything()
    others: dict[str, Any] = {"input": {"name": "Any"}} if operation == "update-role" else {}

    refused = await admin.run(f"admin/{operation}", id="0" * 32, **others)

    assert refused.code == "CONTENT__ENTITY_NOT_FOUND"
    assert await shop.everything() == before


async def test_one_of_two_at_once_gets_the_name(shop: Shop, admin: Agent, elsewhere: Agent) -> None:
    calls = [who.run("admin/create-role", input={"name": "Night"}) for who in (admin, elsewhere)]

    errors = await at_once(shop, "roles", *calls)

    assert errors == [{"code": "VIOLATION::INVALID", "field": "name"}]


async def test_a_role_deleted_while_it_is_given_is_gone_or_unknown(
    shop: Shop, admin: Agent, elsewhere: Agent
) -> None:
    role, eve = shop.role("Auditor"), shop.user("eve")

    errors = await at_once(
        shop,
        "user_roles",
        admin.run("admin/update-user", id=eve, input={"roleIds": [role]}),
        elsewhere.run("admin/delete-role", id=role),
    )

    assert errors in ([], [{"code": "VIOLATION::ENTITY_DOES_NOT_EXISTS", "field": "roleIds"}])
    assert role not in [row["role_id"] for row in await shop.rows("user_roles")]


async def test_roles_tell_how_many_users_have_them(shop: Shop, admin: Agent) -> None:
    await role_with(admin, "Nobody's")

    roles = (await admin.run("admin/roles")).data

    counted = {role["name"]: role["userCount"] for role in roles}
    assert counted == {"Support": 2, "Catalogue": 1, "Auditor": 1, "Nobody's": 0}


async def test_the_number_of_users_needs_the_privilege_to_read_users(eve: Agent) -> None:
    refused = await eve.send("{ currentUser { roles { userCount } } }")

    assert refused.error == {
        "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
        "missingPrivileges": ["user:read"],
    }
    assert refused.body["data"] is None


async def test_names_that_settings_speak_of_are_changed_by_super_admins_alone(
    open_shop: OpenShop,
) -> None:
    """Under another name a role would need neither a factor nor a fresh sign-in."""
    shop = await open_shop(
        factor_required_roles="Cashiers",
        step_up_roles="Night=300",
        oidc_providers=(Provider(lambda: NOON, port=1).settings(roles="agents=Day"),),
    )
    admin = await shop.agent("admin")
    rosa = await hire(shop, admin, "rosa", "role:write", "customer:read")
    named = [await role_with(admin, name, "customer:read") for name in ("Cashiers", "Night")]
    other = await role_with(rosa, "Other", "customer:read")
    before = await shop.rows("roles")

    refused = [
        await rosa.run("admin/create-role", input={"name": "Day"}),
        await rosa.run("admin/update-role", id=other, input={"name": "Day"}),
        *[await rosa.run("admin/update-role", id=id_, input={"name": "x"}) for id_ in named],
        *[await rosa.run("admin/delete-role", id=id_) for id_ in named],
    ]

    assert [answer.error["missingPrivileges"] for answer in refused] == [["admin"]] * 6
    assert await shop.rows("roles") == before
    described = {"name": "Night", "description": "Late"}
    assert (await rosa.run("admin/update-role", id=named[1], input=described)).data
    assert (await admin.run("admin/update-role", id=named[1], input={"name": "Late"})).data
