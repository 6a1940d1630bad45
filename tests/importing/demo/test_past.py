"""The demo's past: thirty days that verify like what happened, without the named persons."""

import asyncio
import json

import pytest

from auth.vocabulary import ImitationRequestState
from db.demo.people import CUSTOMERS, USERS
from resolvers.audit.verification import verify
from resolvers.demo.past import live_through
from tests.support.clients import Agent
from tests.support.shop import NOON, PASSWORD, Shop

IMITATIONS = 118  # in the thirty days before the first of June 2026


@pytest.fixture
async def lived(shop: Shop) -> Shop:
    password_hash = await shop.application.passwords.hash(PASSWORD)
    assert await live_through(shop.application, password_hash=password_hash) == IMITATIONS
    return shop


async def test_past_verifies_and_is_complete(lived: Shop) -> None:
    imitations, events = await lived.rows("imitations"), await lived.rows("audit_events")
    orders = {one["number"]: one for one in await lived.rows("orders")}

    checked = await verify(lived.application)
    assert (checked.flaw, checked.checked, checked.unsealed) == (None, len(events), 0)
    assert {one["end_reason"] for one in imitations} == {
        "LOGOUT", "IDLE_TIMEOUT", "MAX_DURATION", "TOKEN_EXPIRED", "ENDED_BY_USER",
    }  # fmt: skip
    spans = [(str(one["created_at"]), str(one["ended_at"])) for one in imitations]
    assert all(begun < ended < str(NOON.date()) for begun, ended in spans)
    placed = [json.loads(one["detail"]) for one in events if "placeOrder" in (one["detail"] or "")]
    assert len(placed) == len([one for one in orders.values() if one["imitation_id"]]) > 20
    assert all(orders[one["order_number"]]["total"] == one["total"] for one in placed)


async def test_named_persons_begin_without_a_past(lived: Shop) -> None:
    named = {lived.customer(name) for name in CUSTOMERS} | {lived.user(name) for name in USERS}
    rows = [*await lived.rows("imitations"), *await lived.rows("audit_events")]
    rows += await lived.rows("orders")

    assert {one.get("customer_id") for one in rows} & named == set()
    assert {one.get("user_id") for one in rows} & named == set()
    assert {one["username"] for one in await lived.rows("audit_events")} - {None} == {
        "mara", "tom", "lena",
    }  # fmt: skip


async def test_lead_finds_requests_in_each_state(lived: Shop) -> None:
    lena = await Agent.signed_in(lived.http, "lena", PASSWORD)

    found = (await lena.run("admin/imitation-requests")).data["nodes"]

    assert {one["state"] for one in found} == set(ImitationRequestState)
    assert {one["mayDecide"] for one in found if one["state"] == "OPEN"} == {True}
    assert len([row for row in await lived.rows("customers") if row["needs_approval"]]) == 5
    details = [one["detail"] or "" for one in await lived.rows("audit_events")]
    assert len([one for one in details if "support_code" in one]) > 5


async def test_past_is_added_once_and_only_to_an_unused_shop(lived: Shop) -> None:
    before = await lived.everything()

    assert await live_through(lived.application, password_hash="x") == 0

    assert await lived.everything() == before


async def test_two_processes_at_once_add_it_once(shop: Shop) -> None:
    both = [live_through(shop.application, password_hash="x") for _ in range(2)]

    assert sorted(await asyncio.gather(*both)) == [0, IMITATIONS]

    assert len(await shop.rows("imitations")) == IMITATIONS


async def test_used_shop_gets_no_past(shop: Shop) -> None:
    await shop.agent("alice")
    before = await shop.everything()

    assert await live_through(shop.application, password_hash="x") == 0

    assert await shop.everything() == before
