"""Many clients at once in one process, each of which lives one story after another."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any, Final

import httpx

from db.demo import shop as demo
from resolvers.imitation.sweep import sweep
from tests.races.changes import CHANGES, ENDINGS, PRIVILEGE_CHANGES, Change
from tests.races.player import Stage, take
from tests.races.world import World
from tests.support.clients import Answer, Client, Visitor
from tests.support.shop import PASSWORD

CLIENTS: Final = 6
# What is deleted cannot come back, so that soon nothing would happen.
FALLING: Final = [
    name
    for name, change in (PRIVILEGE_CHANGES | ENDINGS).items()
    if change.by in {"admin", "operator"} and "deleted" not in name
]
STORIES: Final = (*["buy", "imitate"] * 10, *FALLING, "sweep", "sweep")
RISING: Final = (
    CHANGES["role granted"],
    CHANGES["channel opened"],
    Change(
        "admin",
        "admin/update-user",
        lambda world: {
            "id": world.ids["user"],
            "input": {"active": True, "roleIds": [world.ids["one"], world.ids["other"]]},
        },
    ),
    Change(
        "admin",
        "admin/update-customer",
        lambda world: {
            "id": world.ids["customer"],
            "input": {"active": True, "imitationConsent": True, "boundSalesChannelId": None},
        },
    ),
)
OWN: Final = ("e-mail changed", "consent withdrawn", "customer's password changed")


@dataclass(frozen=True)
class Storm:
    """The stories of a process; `admin` are the headers of a super admin."""

    worlds: Sequence[World]
    admin: dict[str, str]
    stories: int  # of all clients
    seed: int
    told: list[tuple[str, Sequence[str]]] = field(default_factory=list)  # names, and codes

    async def play(self, stage: Stage) -> Sequence[tuple[str, Sequence[str]]]:
        """What was asked for, and the codes of the errors."""
        chance = random.Random(self.seed)
        stories = list(islice(cycle(STORIES), self.stories))
        chance.shuffle(stories)
        stage.barrier.wait()
        await asyncio.gather(*(self._live(stories, chance, stage) for _ in range(CLIENTS)))
        return self.told

    async def _live(self, stories: list[str], chance: random.Random, stage: Stage) -> None:
        """Take the next story until there is none."""
        while stories:
            name, world = stories.pop(), chance.choice(self.worlds)
            match name:
                case "buy":
                    await self._rise(world, stage)
                    await self._buy(world, chance.choice(OWN), stage.http)
                case "imitate":
                    await self._rise(world, stage)
                    await self._imitate(world, stage.http)
                case "sweep":
                    await sweep(stage.application)
                    self.told.append(("sweep", []))
                case _:
                    await self._take(name, CHANGES[name], world, stage)

    async def _rise(self, world: World, stage: Stage) -> None:
        """Make all possible again, which another client may take away at once."""
        for change in RISING:
            await self._take(change.operation, change, world, stage)

    async def _take(self, name: str, change: Change, world: World, stage: Stage) -> None:
        taken = await take(change.step(world, self.admin, 0), stage)
        self.told.append((name, taken.codes))

    async def _buy(self, world: World, own: str, http: httpx.AsyncClient) -> None:
        """A guest fills a cart, logs in, orders, and changes the account."""
        visitor = Visitor(http, {"sw-access-key": world.access_key})
        await self._add(visitor)
        await self._ask(visitor, "customer-login", email=world.email, password=PASSWORD)
        await self._add(visitor)
        await self._ask(visitor, "place-order")
        variables = CHANGES[own].variables(world)
        if "email" in variables:
            variables["email"] = world.email  # or the next login would not know it
        await self._ask(visitor, CHANGES[own].operation, **variables)

    async def _imitate(self, world: World, http: httpx.AsyncClient) -> None:
        """A user signs in, imitates the customer, and buys for them."""
        agent = Client(http)
        started = await self._ask(
            agent, "admin/user-login", username=world.ids["user"], password=PASSWORD
        )
        if not started.errors:
            agent.headers["authorization"] = f"Bearer {started.data['accessToken']}"
        ids = {"customerId": world.ids["customer"], "salesChannelId": world.ids["channel"]}
        made = await self._ask(agent, "admin/generate-imitate-customer-token", **ids)
        if made.errors:
            return
        visitor = Visitor(http, {"sw-access-key": world.access_key})
        await self._ask(visitor, "imitate-customer-login", token=made.data["token"])
        await self._add(visitor)
        await self._ask(visitor, "place-order")

    async def _add(self, visitor: Visitor) -> None:
        product = demo.demo_id("product", "1")
        await self._ask(visitor, "add-cart-item", productId=product, quantity=1)

    async def _ask(self, client: Client, operation: str, **variables: Any) -> Answer:
        name = operation if "/" in operation else f"storefront/{operation}"
        answer = await client.run(name, **variables)
        self.told.append((operation, [error["extensions"]["code"] for error in answer.errors]))
        return answer


def crossed(worlds: Sequence[World]) -> list[World]:
    """Every user with every customer in every sales channel."""
    return [
        World(
            user.sources,
            user.password_hash,
            new_password=PASSWORD,
            ids={
                **user.ids,
                "customer": customer.ids["customer"],
                "channel": channel.ids["channel"],
                "active": World(user.sources, "").ids["active"],
            },
            access=user.access,
        )
        for user in worlds
        for customer in worlds
        for channel in worlds
    ]
