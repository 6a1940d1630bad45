"""Users with user:write create, change and delete users."""

from typing import Any

import pytest

from auth.privileges import Privilege
from tests.support.clients import Agent
from tests.support.hiring import hire, person, role_with
from tests.support.shop import Shop

FIELDS = [
    "username",
    "email",
    "firstName",
    "lastName",
    "password",
    "active",
    "admin",
    "roleIds",
]


async def test_new_user_signs_in_and_holds_what_the_roles_grant(shop: Shop, admin: Agent) -> None:
    wanted = person("nora", roleIds=[shop.role("Support"), shop.role("Auditor")])

    made = (await admin.run("admin/create-user", input=wanted)).data

    nora = await shop.agent("nora")
    assert (await nora.run("admin/current-user")).data == made
    assert (await admin.run("admin/user", id=made["id"])).data == made
    assert (await admin.run("admin/user", id="0" * 32)).data is None
    assert made["email"] == "nora@staff.example"
    assert (made["active"], made["admin"]) == (True, False)
    assert [role["name"] for role in made["roles"]] == ["Auditor", "Support"]
    assert made["privileges"] == [
        "api_proxy_imitate-customer",
        "customer:read",
        "imitation:end",
        "imitation:read",
        "order:read",
        "sales_channel:read",
    ]


async def test_names_are_kept_in_lower_case_and_all_without_blanks(admin: Agent) -> None:
    wanted = person("nora", username="  NORA ", email=" Nora@Staff.Example", firstName=" Nora ")

    made = (await admin.run("admin/create-user", input=wanted)).data

    assert (made["username"], made["email"], made["firstName"]) == (
        "nora",
        "Nora@Staff.Example",
        "Nora",
    )


@pytest.mark.parametrize("field", FIELDS[:5])
async def test_new_user_needs(shop: Shop, admin: Agent, field: str) -> None:
    wanted = person("nora")
    del wanted[field]
    before = await shop.everything()

    refused = await admin.run("admin/create-user", input=wanted)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("field", FIELDS)
async def test_null_is_refused(shop: Shop, admin: Agent, field: str) -> None:
    before = await shop.everything()

    created = await admin.run("admin/create-user", input=person("nora", **{field: None}))
    updated = await admin.run("admin/update-user", id=shop.user("eve"), input={field: None})

    assert created.error == {"code": "VIOLATION::INVALID", "field": field}
    assert updated.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_what_is_left_out_stays(shop: Shop, admin: Agent, eve: Agent) -> None:
    before = (await eve.run("admin/current-user")).data

    changed = await admin.run("admin/update-user", id=eve.id, input={"lastName": "Elsewhere"})

    assert changed.data == {**before, "lastName": "Elsewhere"}
    assert (await (await shop.agent("eve")).run("admin/current-user")).data == changed.data


async def test_audit_event_names_who_changed_whom(shop: Shop, admin: Agent) -> None:
    made = (await admin.run("admin/create-user", input=person("nora"))).data
    await admin.run("admin/update-user", id=made["id"], input={"active": False})
    assert (await admin.run("admin/delete-user", id=made["id"])).data is True

    events = sorted(await shop.rows("audit_events"), key=lambda event: event["id"])[-3:]

    assert [event["action"] for event in events] == [
        "user.created",
        "user.updated",
        "user.deleted",
    ]
    assert {event["username"] for event in events} == {"admin"}
    assert all('"username": "nora"' in event["detail"] for event in events)
    assert not any("imitate-demo" in event["detail"] for event in events)


@pytest.mark.parametrize("username", ["admin", "nora"])
async def test_users_cannot_delete_themselves(shop: Shop, admin: Agent, username: str) -> None:
    nora = await hire(shop, admin, "nora", "user:write")
    user = admin if username == "admin" else nora
    before = await shop.everything()

    refused = await user.run("admin/delete-user", id=user.id)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "id"}
    assert await shop.everything() == before


@pytest.mark.parametrize("operation", ["update-user", "delete-user"])
async def test_unknown_user_is_not_found(shop: Shop, admin: Agent, operation: str) -> None:
    before = await shop.everything()
    others: dict[str, Any] = {"input": {}} if operation == "update-user" else {}

    refused = await admin.run(f"admin/{operation}", id="0" * 32, **others)

    assert refused.code == "CONTENT__ENTITY_NOT_FOUND"
    assert await shop.everything() == before


async def test_unknown_role_is_named(shop: Shop, admin: Agent) -> None:
    before = await shop.everything()

    wanted = person("nora", roleIds=[shop.role("Support"), "0" * 32])
    refused = await admin.run("admin/create-user", input=wanted)

    assert refused.error == {"code": "VIOLATION::ENTITY_DOES_NOT_EXISTS", "field": "roleIds"}
    assert await shop.everything() == before


async def test_list_is_searched_and_sorted_by_username(shop: Shop, admin: Agent) -> None:
    everybody = (await admin.run("admin/users")).data
    found = (await admin.run("admin/users", search="VIGIL")).data

    assert [user["username"] for user in everybody["nodes"]] == [
        "admin",
        "alice",
        "eve",
        "ines",
        "victor",
    ]
    assert [user["id"] for user in found["nodes"]] == [shop.user("victor")]
    assert (everybody["totalCount"], found["totalCount"]) == (5, 1)


async def test_list_tells_what_each_role_grants_and_what_all_grant_together(
    shop: Shop, admin: Agent
) -> None:
    grants_nothing = await role_with(admin, "Trainee")
    for username, roles in (("nils", []), ("nora", [grants_nothing, shop.role("Auditor")])):
        await admin.run("admin/create-user", input=person(username, roleIds=roles))

    listed = {user["username"]: user for user in (await admin.run("admin/users")).data["nodes"]}

    auditor = ["customer:read", "imitation:end", "imitation:read", "sales_channel:read"]
    nils, nora = listed["nils"], listed["nora"]
    assert (nils["roles"], nils["privileges"]) == ([], [])
    assert [(role["name"], role["privileges"]) for role in nora["roles"]] == [
        ("Auditor", auditor),
        ("Trainee", []),
    ]
    assert nora["privileges"] == auditor
    assert (listed["admin"]["roles"], len(listed["admin"]["privileges"])) == ([], len(Privilege))
