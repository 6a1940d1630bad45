"""Many clients at once in one process, each of which lives one story after another."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
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
USER_LOGIN, GENERATE = "admin/user-login", "admin/generate-imitate-customer-token"
# What is deleted cannot come back, so that soon nothing would happen.
FALLING: Final = [
    name
    for name, change in (PRIVILEGE_CHANGES | ENDINGS).items()
    if change.by in {"admin", "operator"} and "deleted" not in name
]
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
    """The stories of a process in one world; `admin` are the headers of a super admin."""

    world: World
    admin: dict[str, str]
    falls: Sequence[str]  # in their order, two in each story
    told: list[tuple[str, Sequence[str]]] = field(default_factory=list)  # names, and codes

    async def play(self, stage: Stage) -> Sequence[tuple[str, Sequence[str]]]:
        """What was asked for, and the codes of the errors."""
        falls = list(self.falls)
        stage.barrier.wait()
        await asyncio.gather(*(self._live(falls, stage) for _ in range(CLIENTS)))
        return self.told

    async def _live(self, falls: list[str], stage: Stage) -> None:
        """One story after another, until nothing is left to fall."""
        while falls:
            names = [falls.pop() for _ in range(min(2, len(falls)))]
            for change in RISING:
                await self._take(change.operation, change, stage)
            customer, imitator = await asyncio.gather(
                self._log_in(stage.http), self._imitate(stage.http)
            )
            await asyncio.gather(
                self._ask(customer, "place-order"),
                self._ask(imitator, "place-order"),
                self._change_own(customer.copy(), OWN[len(falls) // 2 % len(OWN)]),
                *(self._take(name, CHANGES[name], stage) for name in names),
            )
            await sweep(stage.application)

    async def _take(self, name: str, change: Change, stage: Stage) -> None:
        taken = await take(change.step(self.world, self.admin, 0), stage)
        self.told.append((name, taken.codes))

    async def _log_in(self, http: httpx.AsyncClient) -> Visitor:
        """A guest fills a cart and logs in."""
        visitor = Visitor(http, {"sw-access-key": self.world.access_key})
        await self._add(visitor)
        await self._ask(visitor, "customer-login", email=self.world.email, password=PASSWORD)
        return visitor

    async def _imitate(self, http: httpx.AsyncClient) -> Visitor:
        """A user signs in, imitates the customer, and fills their cart."""
        ids, agent = self.world.ids, Client(http)
        visitor = Visitor(http, {"sw-access-key": self.world.access_key})
        started = await self._ask(agent, USER_LOGIN, username=ids["user"], password=PASSWORD)
        if not started.errors:
            agent.headers["authorization"] = f"Bearer {started.data['accessToken']}"
        target = {"customerId": ids["customer"], "salesChannelId": ids["channel"]}
        made = await self._ask(agent, GENERATE, **target)
        if not made.errors:
            await self._ask(visitor, "imitate-customer-login", token=made.data["token"])
        await self._add(visitor)
        return visitor

    async def _change_own(self, customer: Visitor, name: str) -> None:
        variables = CHANGES[name].variables(self.world)
        if "email" in variables:
            variables["email"] = self.world.email  # or the next login would not know it
        await self._ask(customer, CHANGES[name].operation, **variables)

    async def _add(self, visitor: Visitor) -> None:
        product = demo.demo_id("product", "1")
        await self._ask(visitor, "add-cart-item", productId=product, quantity=1)

    async def _ask(self, client: Client, operation: str, **variables: Any) -> Answer:
        name = operation if "/" in operation else f"storefront/{operation}"
        answer = await client.run(name, **variables)
        self.told.append((operation, [error["extensions"]["code"] for error in answer.errors]))
        return answer
