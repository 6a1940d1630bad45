"""A username and an e-mail address belong to one user, whatever the case and the concurrency."""

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent
from tests.support.hiring import person
from tests.support.shop import Shop


@pytest.mark.parametrize(
    ("field", "taken"),
    [
        ("username", "alice"),
        ("username", " ALICE "),
        ("email", "alice@example.com"),
        ("email", "Alice@EXAMPLE.com"),
    ],
)
async def test_taken_is_refused(shop: Shop, admin: Agent, field: str, taken: str) -> None:
    before = await shop.everything()

    created = await admin.run("admin/create-user", input=person("nora", **{field: taken}))
    updated = await admin.run("admin/update-user", id=shop.user("eve"), input={field: taken})

    for refused in (created, updated):
        assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


async def test_own_name_in_another_case_is_no_clash(shop: Shop, admin: Agent) -> None:
    own = {"username": "EVE", "email": "EVE@example.com"}

    changed = await admin.run("admin/update-user", id=shop.user("eve"), input=own)

    assert changed.data["username"] == "eve"


@pytest.mark.parametrize("field", ["username", "email"])
async def test_one_of_many_at_once_gets_it(
    shop: Shop, admin: Agent, elsewhere: Agent, field: str
) -> None:
    shared = {"username": "Nora", "email": "Nora@staff.example"}[field]
    wanted = [person(f"nora{number}", **{field: shared}) for number in range(6)]

    errors = await at_once(
        shop,
        "users",
        *(
            who.run("admin/create-user", input=one)
            for who, one in zip([admin, elsewhere] * 3, wanted, strict=True)
        ),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": field}] * 5
    assert len([row for row in await shop.rows("users") if row[field] == shared.lower()]) == 1


async def test_one_of_two_changes_at_once_gets_it(
    shop: Shop, admin: Agent, elsewhere: Agent
) -> None:
    wanted = {"username": "nora", "email": "nora@staff.example"}

    errors = await at_once(
        shop,
        "users",
        admin.run("admin/update-user", id=shop.user("eve"), input=wanted),
        elsewhere.run("admin/update-user", id=shop.user("victor"), input=wanted),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "username"}]
