"""A shop with CONSENT_REQUIRED=call, where Bob makes a code and Alice sends it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.clients import Agent, Answer, Visitor
from tests.support.shop import OpenShop, Shop

Generate = Callable[..., Awaitable[Answer]]
MakeCode = Callable[[], Awaitable[str]]


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    return await open_shop(consent_required="call")


@pytest.fixture
def generate(shop: Shop, alice: Agent) -> Generate:
    """Asks for a token with a code, or without."""

    async def ask(
        code: str | None,
        *,
        agent: Agent = alice,
        name: str = "bob",
        channel: str = "Storefront",
        **others: Any,
    ) -> Answer:
        ids = {"customerId": shop.customer(name), "salesChannelId": shop.channel(channel)}
        operation = "admin/generate-imitate-customer-token"
        return await agent.run(operation, **ids, supportCode=code, **others)

    return ask


@pytest.fixture
def make_code(bob: Visitor) -> MakeCode:
    """Bob makes a code in the shop Storefront."""

    async def make() -> str:
        return str((await bob.run("storefront/create-support-code")).data["code"])

    return make
