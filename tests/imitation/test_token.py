"""generateImitateCustomerToken: what the token is bound to, and what is stored of it."""

import hashlib
from datetime import datetime, timedelta

import pytest

from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import NOON, PASSWORD, OpenShop, Shop

REASON = "The cart looks empty to bob"


async def test_answers_a_token_that_lives_a_minute(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert made["token"].startswith("imi_")
    assert datetime.fromisoformat(made["expiresAt"]) == NOON + timedelta(seconds=60)
    assert made["customerId"] == shop.customer("bob")
    assert made["userId"] == shop.user("alice")
    assert made["salesChannelId"] == shop.channel("Storefront")
    assert made["loginUrls"] == [
        "http://127.0.0.1:8000/de/account/login/imitate-customer",
        "http://127.0.0.1:8000/account/login/imitate-customer",
    ]


async def test_super_admin_needs_no_role(shop: Shop, admin: Agent) -> None:
    made = await admin.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert made["userId"] == shop.user("admin")


async def test_each_one_is_another(shop: Shop, alice: Agent) -> None:
    assert len({await shop.token(alice) for _ in range(5)}) == 5
    assert len(await shop.rows("imitations")) == 5


@pytest.mark.parametrize(("seconds"), [1, 3600])
async def test_lifetime_is_a_setting(open_shop: OpenShop, seconds: int) -> None:
    shop = await open_shop(token_lifetime=seconds)
    alice = await shop.agent("alice")

    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert datetime.fromisoformat(made["expiresAt"]) == NOON + timedelta(seconds=seconds)


async def test_headless_channel_has_no_login_urls(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Headless"))

    assert made["loginUrls"] == []
    assert (await shop.visitor("Headless").redeem(made["token"])).data["context"]["imitated"]


async def test_only_its_hash_is_kept(shop: Shop, alice: Agent) -> None:
    """D1, E2: nothing stored in the database can be used as a token."""
    token = await shop.token(alice)
    imitator = await shop.imitator(alice, "heidi")
    bob = await shop.shopper("bob@example.com")

    dump = str(await shop.everything())

    access_token = alice.headers["authorization"].removeprefix("Bearer ")
    for secret in (token, access_token, imitator.token, bob.token):
        assert secret not in dump
        assert secret[4:] not in dump
    assert PASSWORD not in dump
    kept = [row["token_hash"] for row in await shop.rows("imitations")]
    assert hashlib.sha256(token.encode()).digest() in kept


async def test_is_bound_to_user_session_customer_and_channel(shop: Shop, alice: Agent) -> None:
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"), reason=REASON)

    (row,) = await shop.rows("imitations")
    (session,) = await shop.rows("user_sessions")
    hex_ids = {key: str(row[key]).replace("-", "") for key in row if key.endswith("_id")}
    assert row["user_session_id"] == session["id"]
    assert hex_ids["user_id"] == shop.user("alice")
    assert hex_ids["customer_id"] == shop.customer("bob")
    assert hex_ids["sales_channel_id"] == shop.channel("Storefront")
    assert (row["user_username"], row["customer_number"]) == ("alice", "10001")
    assert (row["reason"], row["access"]) == (REASON, "FULL")
    assert (row["started_at"], row["ended_at"]) == (None, None)


async def test_audit_event_has_who_whom_where_why_and_how_far(shop: Shop, alice: Agent) -> None:
    channel_id = shop.channel("Storefront")
    await alice.token_for(shop.customer("bob"), channel_id, reason=REASON, access="READ_ONLY")

    (event,) = await events(shop, "imitation.generated")
    (imitation,) = await shop.rows("imitations")
    assert event["imitation_id"] == imitation["id"]
    assert (event["username"], event["customer_number"]) == ("alice", "10001")
    assert str(event["sales_channel_id"]).replace("-", "") == channel_id
    assert event["detail"] == {"reason": REASON, "access": "READ_ONLY"}
