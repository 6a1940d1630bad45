"""One client changes from customer to customer: in every order, by password and by imitation."""

from itertools import product
from typing import Final

import pytest

from tests.support.clients import Agent
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.shopping import add, cart_of, enter

# A guest, and two customers, each by password and imitated.
STATES: Final = ("guest", "first", "second", "imitated first", "imitated second")
# Exchanging the two customers gives the same sequence.
ORDERS: Final = [
    order
    for order in product(STATES, repeat=3)
    if next((state.split()[-1] for state in order if state != "guest"), "first") == "first"
]


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """A shop in which a user may have many live imitations."""
    return await open_shop(imitations_per_user=1000)


class Pair:
    """Two customers, and one client that plays them and a guest in turn."""

    def __init__(self, shop: Shop, agent: Agent, number: int) -> None:
        self.shop, self.agent, self.client = shop, agent, shop.visitor()
        self.numbers = {"first": 2 * number, "second": 2 * number + 1}
        self.carts: dict[str, dict[str, int]] = {"guest": {}, "first": {}, "second": {}}
        self.who = "guest"

    async def become(self, state: str) -> None:
        """Log in, imitate or log out, so that the client sees this state's cart."""
        how, _, who = state.rpartition(" ")
        number = self.numbers.get(who, 0)
        if who == "guest":
            if self.who != "guest":
                await self.client.run("storefront/customer-logout")
                self.carts["guest"] = {}
        elif how:
            await enter(self.shop, self.client, self.agent, f"crowd {number}")
        else:
            await self.client.log_in(f"customer{number + 1}@example.com", PASSWORD)
            if self.who == "guest":  # the guest's lines join the customer's cart
                self.carts[who] |= self.carts["guest"]
        self.who = who


@pytest.mark.parametrize("part", range(4))
async def test_no_line_of_one_is_seen_by_the_other(shop: Shop, alice: Agent, part: int) -> None:
    for number, order in enumerate(ORDERS[part::4]):
        pair = Pair(shop, alice, number)

        for place, state in enumerate(order, start=1):
            await pair.become(state)
            context = await pair.client.context()
            lines = {line["label"]: line["quantity"] for line in context["cart"]["lineItems"]}
            assert context["imitated"] is state.startswith("imitated"), order
            assert lines == pair.carts[pair.who], order
            line = (await add(pair.client, shop.product(place), place)).data["cart"]["lineItems"]
            (label,) = {line["label"] for line in line} - lines.keys()
            pair.carts[pair.who][label] = place

        for who in ("first", "second"):
            kept = await cart_of(shop, f"crowd {pair.numbers[who]}")
            assert kept == pair.carts[who], order


async def test_every_token_on_the_way_is_dead_but_a_visitors_own(shop: Shop, alice: Agent) -> None:
    client = await shop.shopper("bob@example.com")
    as_bob = client.copy()
    await enter(shop, client, alice, "heidi")
    as_heidi = client.copy()
    await enter(shop, client, alice, "bob")
    as_imitated_bob = client.copy()
    await client.log_in("heidi@example.com", PASSWORD)

    assert (await as_heidi.context())["customer"] is None
    assert (await as_imitated_bob.context())["customer"] is None
    # A redemption does not end the visitor's own session.
    assert (await as_bob.context())["customer"]["email"] == "bob@example.com"
    assert (await client.context())["customer"]["email"] == "heidi@example.com"
