"""Browser windows at the shop."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.window import Window

Imitate = Callable[..., Awaitable[Window]]


@pytest.fixture
def window(shop: Shop) -> Window:
    """A browser without cookies."""
    return Window.open(shop)


@pytest.fixture
def imitate(shop: Shop, alice: Agent) -> Imitate:
    """Lets alice enter as a customer, in a new window or a given one."""

    async def imitate(name: str = "bob", *, window: Window | None = None, **others: str) -> Window:
        window = window or Window.open(shop)
        made = await alice.token_for(shop.customer(name), shop.channel("Storefront"), **others)
        assert (await window.land(made)).headers["location"] == "/account"
        return window

    return imitate
