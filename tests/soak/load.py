"""Moderate load for a long time: support agents and customers, at a pace that is kept."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Final

import httpx

from db.demo import shop
from tests.support.clients import Agent, Answer, Client, Visitor
from tests.support.servers import Server
from tests.support.shop import PASSWORD

CLIENTS: Final = 8
PER_SECOND: Final = 20  # requests of all clients
CROWD: Final = 200
PRODUCTS: Final = 50
CHANNEL: Final = shop.demo_id("channel", "Storefront")


@dataclass
class Told:
    """What the servers answered since the last look."""

    milliseconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    ordered: int = 0
    requests: int = 0

    def taken(self) -> "Told":
        """What there was; counting begins anew."""
        before = Told(self.milliseconds, self.refusals, self.ordered, self.requests)
        self.milliseconds, self.refusals, self.ordered, self.requests = [], [], 0, 0
        return before


@dataclass
class Shift:
    """Clients who live one story after another until the shift is over."""

    server: Server
    told: Told = field(default_factory=Told)
    number: "itertools.count[int]" = field(default_factory=itertools.count)

    async def work(self, seconds: float) -> None:
        """Every client begins at another moment."""
        until = time.monotonic() + seconds
        async with asyncio.TaskGroup() as clients:
            for _ in range(CLIENTS):
                clients.create_task(self._serve(until))
                await asyncio.sleep(1 / PER_SECOND)

    async def _serve(self, until: float) -> None:
        """Each client has connections of its own, and cookies."""
        async with self.server.async_client() as http:
            while time.monotonic() < until:
                await self._live(http, next(self.number))

    async def _live(self, http: httpx.AsyncClient, number: int) -> None:
        visitor = Visitor(http, {"sw-access-key": shop.access_key("Storefront")})
        if number % 3:
            await self._imitate(visitor, number)
        else:
            await self._shop(visitor, number)
        await self._buy(visitor, number)
        await self._ask(visitor, "storefront/customer-logout")

    async def _imitate(self, visitor: Visitor, number: int) -> None:
        """The user stays signed in: their log-out would end the imitations of all clients."""
        answer = await self._ask(
            Client(visitor.http), "admin/user-login", username="alice", password=PASSWORD
        )
        agent = Agent(visitor.http, {"authorization": f"Bearer {answer.data['accessToken']}"})
        await self._ask(agent, "admin/customers", search="customer")
        made = await self._ask(
            agent,
            "admin/generate-imitate-customer-token",
            customerId=shop.crowd_id(number % CROWD),
            salesChannelId=CHANNEL,
        )
        token = made.data["token"]
        await self._ask(visitor, "storefront/imitate-customer-login", token=token)

    async def _shop(self, visitor: Visitor, number: int) -> None:
        email = f"customer{number % CROWD + 1}@example.com"
        await self._ask(visitor, "storefront/customer-login", email=email, password=PASSWORD)

    async def _buy(self, visitor: Visitor, number: int) -> None:
        product = shop.demo_id("product", str(number % PRODUCTS + 1))
        await self._ask(visitor, "storefront/add-cart-item", productId=product, quantity=1)
        for _ in range(3):
            await self._ask(visitor, "storefront/context")
        if number % 2:
            await self._ask(visitor, "storefront/place-order")
            self.told.ordered += 1

    async def _ask(self, client: Client, operation: str, **variables: object) -> Answer:
        """A request, and the pause that keeps the pace."""
        began = time.monotonic()
        answer = await client.run(operation, **variables)
        took = time.monotonic() - began
        self.told.requests += 1
        self.told.milliseconds.append(took * 1000)
        self.told.refusals += [f"{operation}: {error}" for error in answer.errors]
        await asyncio.sleep(max(0, CLIENTS / PER_SECOND - took))
        return answer
