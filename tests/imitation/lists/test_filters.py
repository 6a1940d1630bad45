"""The filters of the list of imitations, and the users by whom it can be filtered."""

from typing import Any

import pytest

from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.shopping import add, order

LIST = "admin/imitations"
USERS = "admin/imitating-users"
CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"status": "PENDING"}, ["carol"]),
    ({"status": "ACTIVE"}, ["heidi"]),
    ({"status": "ENDED"}, ["bob"]),
    ({"status": "ENDED", "active": True}, []),
    ({"status": "PENDING", "active": False}, ["carol"]),
    ({"salesChannelId": "Outlet"}, ["carol"]),
    ({"salesChannelId": "Headless"}, []),
    ({"access": "READ_ONLY"}, ["heidi"]),
    ({"access": "FULL"}, ["carol", "bob"]),
    ({"endReason": "LOGOUT"}, ["bob"]),
    ({"endReason": "IDLE_TIMEOUT"}, []),
    ({"reason": "anruf"}, ["bob"]),
    ({"reason": "ÜBERPRÜFT 100%"}, ["bob"]),
    ({"reason": "geprüft"}, []),
    ({"reason": "100_"}, []),
    ({"reason": "wegen ticket"}, ["carol"]),
    ({"reason": " \t"}, ["carol", "heidi", "bob"]),
    ({"orderPlaced": True}, ["bob"]),
    ({"orderPlaced": False}, ["carol", "heidi"]),
    ({"orderNumber": "999999999"}, []),
    ({"userId": "alice", "access": "FULL", "orderPlaced": True, "reason": "kunde"}, ["bob"]),
]


@pytest.fixture
async def number(shop: Shop, alice: Agent, admin: Agent) -> str:
    """Bob by alice, ended, with an order, whose number this is; heidi by alice; carol by admin."""
    ended = await shop.imitator(alice, reason="Anruf: Konto überprüft, 100% Kunde")
    await add(ended, shop.product(1))
    placed = (await order(ended)).data["orderNumber"]
    await ended.run("storefront/customer-logout")
    shop.clock.advance(seconds=5)
    await shop.imitator(alice, "heidi", access="READ_ONLY")
    shop.clock.advance(seconds=5)
    carol, outlet = shop.customer("carol"), shop.channel("Outlet")
    await admin.token_for(carol, outlet, reason="Wegen des Tickets 4711")
    return str(placed)


async def listed(agent: Agent, **variables: Any) -> list[str]:
    found = (await agent.run(LIST, **variables)).data
    assert found["totalCount"] == len(found["nodes"])
    return [node["customer"]["email"].partition("@")[0] for node in found["nodes"]]


async def test_each_narrows_the_list(shop: Shop, victor: Agent, number: str) -> None:
    for filters, expected in [*CASES, ({"orderNumber": f" {number}"}, ["bob"])]:
        sent = dict(filters)
        if "salesChannelId" in sent:
            sent["salesChannelId"] = shop.channel(sent["salesChannelId"])
        if "userId" in sent:
            sent["userId"] = shop.user(sent["userId"])

        assert (filters, await listed(victor, **sent)) == (filters, expected)


@pytest.mark.usefixtures("number")
async def test_time_alone_moves_one_to_the_ended(shop: Shop, victor: Agent) -> None:
    shop.clock.advance(minutes=1)  # carol's token is over, and not swept

    assert await listed(victor, status="PENDING") == []
    assert await listed(victor, status="ENDED") == ["carol", "bob"]


@pytest.mark.usefixtures("number")
async def test_cursor_of_another_filter_is_refused(shop: Shop, victor: Agent) -> None:
    alice = shop.user("alice")
    page = (await victor.run(LIST, userId=alice, first=1)).data
    cursor = page["pageInfo"]["endCursor"]

    assert page["pageInfo"]["hasNextPage"]
    for other in ({}, {"userId": shop.user("admin")}, {"userId": alice, "active": False}):
        refused = await victor.run(LIST, after=cursor, **other)
        assert refused.error == {"code": "VIOLATION::INVALID", "field": "after"}
    (rest,) = (await victor.run(LIST, userId=alice, first=1, after=cursor)).data["nodes"]
    assert rest["customer"]["email"] == "bob@example.com"


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"salesChannelId": "x"}, "salesChannelId"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"orderNumber": "12a"}, "orderNumber"),
        ({"orderNumber": "9" * 20}, "orderNumber"),
    ],
    ids=range(5),
)
async def test_bad_filter_is_refused(victor: Agent, variables: dict[str, Any], field: str) -> None:
    refused = await victor.run(LIST, **variables)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


@pytest.mark.usefixtures("number")
async def test_imitating_users_are_listed_once_without_the_right_to_read_users(
    shop: Shop, victor: Agent, admin: Agent
) -> None:
    await admin.run("admin/delete-user", id=shop.user("alice"))

    async def named(**variables: Any) -> list[str]:
        return [user["username"] for user in (await victor.run(USERS, **variables)).data]

    assert (await victor.run("admin/users")).code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    assert await named() == ["admin", "alice"]
    assert await named(first=1) == ["admin"]
    assert await named(search="ALICE") == ["alice"]
    assert await named(search="alice nobody") == []
    refused = await victor.run(USERS, first=101)
    assert refused.error == {"code": "VIOLATION::INVALID", "field": "first"}
