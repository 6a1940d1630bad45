"""generateImitateCustomerToken: who gets a token, for whom, and what is kept of it."""

from datetime import datetime, timedelta

from tests.clients import Agent
from tests.shop import NOON, Shop


async def test_answers_a_token_that_lives_a_minute(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    assert datetime.fromisoformat(made["expiresAt"]) == NOON + timedelta(seconds=60)
    assert made["customerId"] == shop.customer("bob")
    assert made["userId"] == shop.user("alice")
    assert made["salesChannelId"] == shop.channel("Storefront")
    assert made["loginUrls"] == [
        "http://127.0.0.1:8000/de/account/login/imitate-customer",
        "http://127.0.0.1:8000/account/login/imitate-customer",
    ]
