"""The list of imitations: filters, pages and the state of each."""

from typing import Any

import pytest

from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

LIST = "admin/imitations"


async def listed(agent: Agent, **variables: Any) -> list[str]:
    """The customers of the imitations found, in their order."""
    found = (await agent.run(LIST, **variables)).data
    assert found["totalCount"] == len(found["nodes"])
    return [node["customer"]["email"].partition("@")[0] for node in found["nodes"]]


@pytest.fixture
async def history(shop: Shop, alice: Agent, admin: Agent) -> Shop:
    """12:00 bob by alice, ended; 12:05 heidi by alice, live; 12:10 carol by admin, pending."""
    ended = await shop.imitator(alice)
    await ended.run("storefront/customer-logout")
    shop.clock.advance(minutes=5)
    await shop.imitator(alice, "heidi")
    shop.clock.advance(minutes=5)
    await shop.token(admin, "carol", "Outlet")
    return shop


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["carol", "heidi", "bob"]),
        ({"active": True}, ["heidi"]),
        ({"active": False}, ["carol", "bob"]),
        ({"customerId": "heidi"}, ["heidi"]),
        ({"userId": "alice"}, ["heidi", "bob"]),
        ({"userId": "admin", "active": True}, []),
        ({"since": "2026-06-01T12:05:00Z"}, ["carol", "heidi"]),
        ({"since": "2026-06-01T14:05:00.000001+02:00"}, ["carol"]),
        ({"until": "2026-06-01T12:05:00Z"}, ["bob"]),
        ({"since": "2026-06-01T12:05:00Z", "until": "2026-06-01T12:10:00Z"}, ["heidi"]),
        ({"since": "2026-06-02T00:00:00Z"}, []),
    ],
)
async def test_filters_narrow_the_list(
    history: Shop, victor: Agent, filters: dict[str, Any], expected: list[str]
) -> None:
    sent = dict(filters)
    if "customerId" in sent:
        sent["customerId"] = history.customer(sent["customerId"])
    if "userId" in sent:
        sent["userId"] = history.user(sent["userId"])

    assert await listed(victor, **sent) == expected


@pytest.mark.usefixtures("history")
async def test_says_where_each_stands(victor: Agent) -> None:
    nodes = (await victor.run(LIST)).data["nodes"]

    assert [(node["status"], node["endReason"]) for node in nodes] == [
        ("PENDING", None),
        ("ACTIVE", None),
        ("ENDED", "LOGOUT"),
    ]
    assert [node["createdAt"] for node in nodes] == [
        "2026-06-01T12:10:00+00:00",
        "2026-06-01T12:05:00+00:00",
        "2026-06-01T12:00:00+00:00",
    ]
    events = (await victor.run("admin/imitation", id=nodes[2]["id"])).data["events"]
    assert [event["action"] for event in events] == [
        "imitation.generated",
        "imitation.redeemed",
        "imitation.ended",
    ]


async def test_time_alone_takes_one_off_the_live_list(history: Shop, victor: Agent) -> None:
    history.clock.advance(minutes=9, seconds=59)
    assert await listed(victor, active=True) == ["heidi"]
    history.clock.advance(seconds=1)

    assert await listed(victor, active=True) == []
    assert await listed(victor, active=False) == ["carol", "heidi", "bob"]


async def test_pages_go_back_in_time_without_gap_or_repeat(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(user_session_idle_timeout=28_800)
    alice = await shop.agent("alice")
    for position in range(7):
        await shop.token(alice)
        shop.clock.advance(seconds=position % 3)  # some at the same moment
    every = (await alice.run(LIST)).data["nodes"]

    pages: list[list[str]] = []
    after = None
    while True:
        page = (await alice.run(LIST, first=3, after=after)).data
        assert page["totalCount"] == 7
        assert page["pageInfo"]["hasPreviousPage"] is bool(pages)
        pages.append([node["id"] for node in page["nodes"]])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [id_ for page in pages for id_ in page] == [node["id"] for node in every]
    moments = [node["createdAt"] for node in every]
    assert moments == sorted(moments, reverse=True)


async def test_new_ones_do_not_shift_the_next_page(shop: Shop, alice: Agent) -> None:
    for _ in range(4):
        await shop.token(alice)
        shop.clock.advance(seconds=1)
    first = (await alice.run(LIST, first=2)).data
    rest = [node["id"] for node in (await alice.run(LIST)).data["nodes"][2:]]
    await shop.token(alice)

    second = (await alice.run(LIST, first=2, after=first["pageInfo"]["endCursor"])).data

    assert [node["id"] for node in second["nodes"]] == rest


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"customerId": "x"}, "customerId"),
        ({"userId": "\0"}, "userId"),
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"first": -1}, "first"),
        ({"after": ""}, "after"),
        ({"after": "x" * 5000}, "after"),
        ({"after": "bnVsbA=="}, "after"),
        ({"since": "1969-01-01T00:00:00Z"}, "since"),
        ({"until": "2200-01-01T00:00:00Z"}, "until"),
    ],
    ids=range(10),
)
async def test_bad_argument_is_refused(
    shop: Shop, victor: Agent, variables: dict[str, Any], field: str
) -> None:
    before = await shop.everything()

    refused = await victor.run(LIST, **variables)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
    assert await shop.everything() == before


@pytest.mark.parametrize("sent", ["yesterday", "2026-06-01T12:00:00", 5, ""])
async def test_time_without_offset_never_reaches_us(victor: Agent, sent: str | int) -> None:
    refused = await victor.run(LIST, since=sent)

    assert refused.code == "GRAPHQL__VALIDATION_FAILED"
    assert "isoformat" not in refused.response.text


async def test_needs_the_privilege(eve: Agent) -> None:
    refused = await eve.run(LIST, customerId="malformed")

    assert refused.error == {
        "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
        "missingPrivileges": ["imitation:read"],
    }
