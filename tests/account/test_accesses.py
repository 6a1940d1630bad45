"""accountAccesses: the customer sees which user was in the account, when, why and what they did."""

from typing import Any

from tests.support.clients import Agent, Visitor
from tests.support.scale.history import add_events
from tests.support.shop import NOON, Shop
from tests.support.shopping import add, enter, order


async def accesses(visitor: Visitor, **variables: Any) -> dict[str, Any]:
    answer = await visitor.run("storefront/account-accesses", **variables)
    return answer.data


async def test_says_who_when_why_and_what(shop: Shop, alice: Agent, bob: Visitor) -> None:
    imitator = await shop.imitator(alice, reason="Ticket 4711: a lost parcel")
    await add(imitator, shop.product(1))
    await order(imitator)
    await imitator.run("storefront/change-email", email="x@example.com", currentPassword="x")
    shop.clock.advance(minutes=3)
    await imitator.run("storefront/customer-logout")

    page = await accesses(bob)

    (imitation,) = await shop.rows("imitations")
    assert page["nodes"] == [
        {
            "id": imitation["id"],
            "startedAt": NOON.isoformat(),
            "endedAt": "2026-06-01T12:03:00+00:00",
            "byName": "Alice Agent",
            "reason": "Ticket 4711: a lost parcel",
            "reasonCategory": None,
            "access": "FULL",
            "fullSince": None,
            "fullReason": None,
            "fullReasonCategory": None,
            "erasedAt": None,
            "actions": ["addCartItem", "placeOrder"],
            "actionCounts": [
                {
                    "action": action,
                    "count": 1,
                    "firstAt": NOON.isoformat(),
                    "lastAt": NOON.isoformat(),
                }
                for action in ("addCartItem", "placeOrder")
            ],
        }
    ]
    assert page["totalCount"] == 1


async def test_equal_actions_are_counted_once(shop: Shop, alice: Agent, bob: Visitor) -> None:
    imitator = await shop.imitator(alice)
    for number in (1, 2):
        await add(imitator, shop.product(number))
        shop.clock.advance(seconds=10)
    await order(imitator)
    await add(imitator, shop.product(3))

    (access,) = (await accesses(bob))["nodes"]

    assert access["actions"] == ["addCartItem", "placeOrder"]
    assert [tuple(done.values()) for done in access["actionCounts"]] == [
        ("addCartItem", 3, NOON.isoformat(), "2026-06-01T12:00:20+00:00"),
        ("placeOrder", 1, "2026-06-01T12:00:20+00:00", "2026-06-01T12:00:20+00:00"),
    ]


async def test_each_access_has_its_own_actions(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await add(await shop.imitator(alice), shop.product(1))
    shop.clock.advance(seconds=1)
    await shop.imitator(alice)
    shop.clock.advance(seconds=1)
    await order(await shop.imitator(alice))

    nodes = (await accesses(bob))["nodes"]

    assert [node["actions"] for node in nodes] == [["placeOrder"], [], ["addCartItem"]]


async def test_at_most_ten_thousand_calls_are_counted(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await shop.imitator(alice)
    await add_events(shop, 30_000)

    (access,) = (await accesses(bob))["nodes"]

    counts = {done["action"]: done["count"] for done in access["actionCounts"]}
    assert counts == {"updateCartItem": 10_001, "addCartItem": 10_001}


async def test_who_only_looked_did_nothing_and_is_still_in(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await (await shop.imitator(alice, access="READ_ONLY")).run("storefront/orders")

    (access,) = (await accesses(bob))["nodes"]

    assert (access["actions"], access["access"]) == ([], "READ_ONLY")
    assert (access["endedAt"], access["reason"]) == (None, None)


async def test_time_alone_ends_an_access(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await shop.imitator(alice)
    shop.clock.advance(hours=2)

    (access,) = (await accesses(bob))["nodes"]

    assert access["endedAt"] == "2026-06-01T12:15:00+00:00"


async def test_a_token_that_nobody_redeemed_is_no_access(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert await accesses(bob) == {
        "nodes": [],
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


async def test_are_closed_to_imitators_and_strangers(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    for access in ("FULL", "READ_ONLY"):
        imitator = await shop.imitator(alice, access=access)
        refused = await imitator.run("storefront/account-accesses")
        assert refused.code == "CHECKOUT__IMITATION_FORBIDDEN"
    stranger = await shop.visitor().run("storefront/account-accesses")
    assert stranger.code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
    assert (await accesses(bob))["totalCount"] == 2


async def test_of_another_customer_are_not_seen(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await shop.imitator(alice, "heidi")

    assert (await accesses(bob))["nodes"] == []


async def test_pages_go_from_the_newest_to_the_oldest(
    shop: Shop, admin: Agent, alice: Agent, bob: Visitor
) -> None:
    imitator = shop.visitor()
    for agent in (alice, admin, alice):
        await enter(shop, imitator, agent, "bob")
        shop.clock.advance(seconds=10)

    first = await accesses(bob, first=2)
    second = await accesses(bob, first=2, after=first["pageInfo"]["endCursor"])

    names = [node["byName"] for node in first["nodes"] + second["nodes"]]
    assert names == ["Alice Agent", "Ada Admin", "Alice Agent"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


async def test_outlive_the_user(shop: Shop, admin: Agent, alice: Agent, bob: Visitor) -> None:
    await shop.imitator(alice)
    await admin.run("admin/delete-user", id=shop.user("alice"))

    (access,) = (await accesses(bob))["nodes"]

    assert (access["byName"], access["endedAt"]) == ("Alice Agent", NOON.isoformat())
