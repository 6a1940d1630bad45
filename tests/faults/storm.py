"""Load: users sign in and imitate, customers log in, fill carts and place orders, all at once.

What a client was told is noted; an operation without an answer may or may not have happened.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import Any

import httpx

from auth.sign_in.tokens import TokenKind, hash_of
from db.demo import shop
from tests.faults.fleet import Fleet
from tests.support.clients import Agent, Answer, Client, Visitor, document
from tests.support.servers import STARTS_WITHIN
from tests.support.shop import PASSWORD

AT_ONCE = 6
CROWD, PRODUCTS = 200, 50
SELF = 5  # one customer of so many logs in alone, the others are imitated
CHANNEL = shop.demo_id("channel", "Storefront")


@dataclass
class Told:
    """What the servers acknowledged, by the hashes of the tokens in their answers."""

    signed_in: list[bytes] = field(default_factory=list)  # users' sessions
    logged_in: list[bytes] = field(default_factory=list)  # customers' contexts
    generated: list[bytes] = field(default_factory=list)  # one-time tokens
    redeemed: dict[bytes, bytes] = field(default_factory=dict)  # one-time token to context
    leaving: list[bytes] = field(default_factory=list)  # one-time tokens whose end was requested
    ended: list[bytes] = field(default_factory=list)  # how many ends were acknowledged
    added: list[tuple[str, str]] = field(default_factory=list)  # customer and product number
    ordered: list[str] = field(default_factory=list)  # ids of orders
    codes: set[str] = field(default_factory=set)  # of refusals

    def __len__(self) -> int:
        """The number of acknowledgements."""
        return sum(map(len, self.by_kind))

    @property
    def by_kind(self) -> list[Collection[object]]:
        """Everything but the codes."""
        return [getattr(self, kind.name) for kind in fields(self) if kind.name != "codes"]


class NotTold(Exception):
    """The answer is a refusal: the operation was not done."""


@dataclass
class Story:
    """Clients one after another; each step asks any server."""

    fleet: Fleet
    told: Told
    number: Iterator[int]
    documents: Callable[[str], str] = document

    async def go_on(self) -> None:
        """Continue until cancelled."""
        while True:
            number = next(self.number)
            customer, product = number % CROWD, number // CROWD % PRODUCTS + 1
            try:
                if customer % SELF == 0:
                    await self._shop(customer, product)
                else:
                    await self._imitate(customer, product, number)
            except (httpx.TransportError, NotTold):
                await asyncio.sleep(0.02)

    async def _ask(self, client: Client, operation: str, **variables: Any) -> Answer:
        client.http = await self.fleet.any()
        answer = await client.send(self.documents(operation), variables)
        if answer.errors:
            self.told.codes |= {error["extensions"]["code"] for error in answer.errors}
            raise NotTold
        return answer

    async def _shop(self, customer: int, product: int) -> None:
        visitor = await self._visitor()
        email = f"customer{customer + 1}@example.com"
        await self._ask(visitor, "storefront/customer-login", email=email, password=PASSWORD)
        self.told.logged_in.append(_hash(TokenKind.CONTEXT, visitor.token))
        await self._add(visitor, customer, product)

    async def _imitate(self, customer: int, product: int, number: int) -> None:
        agent = await self._sign_in()
        made = await self._ask(
            agent,
            "admin/generate-imitate-customer-token",
            customerId=shop.crowd_id(customer),
            salesChannelId=CHANNEL,
        )
        token_hash = _hash(TokenKind.IMITATION, made.data["token"])
        self.told.generated.append(token_hash)
        visitor = await self._visitor()
        await self._ask(visitor, "storefront/imitate-customer-login", token=made.data["token"])
        self.told.redeemed[token_hash] = _hash(TokenKind.CONTEXT, visitor.token)
        await self._add(visitor, customer, product)
        if number % 3 == 0:
            order = await self._ask(visitor, "storefront/place-order")
            self.told.ordered.append(order.data["id"])
        if number % 4:
            self.told.leaving.append(token_hash)
            await self._ask(visitor, "storefront/customer-logout")
            self.told.ended.append(token_hash)

    async def _sign_in(self) -> Agent:
        nobody = Client(await self.fleet.any())
        answer = await self._ask(nobody, "admin/user-login", username="alice", password=PASSWORD)
        token = answer.data["accessToken"]
        self.told.signed_in.append(_hash(TokenKind.USER_SESSION, token))
        return Agent(nobody.http, {"authorization": f"Bearer {token}"})

    async def _add(self, visitor: Visitor, customer: int, product: int) -> None:
        id_ = shop.demo_id("product", str(product))
        await self._ask(visitor, "storefront/add-cart-item", productId=id_, quantity=1)
        self.told.added.append((shop.crowd_id(customer), f"P{product:04}"))

    async def _visitor(self) -> Visitor:
        return Visitor(await self.fleet.any(), {"sw-access-key": shop.access_key("Storefront")})


@asynccontextmanager
async def storm(fleet: Fleet, documents: Callable[[str], str] = document) -> AsyncIterator[Told]:
    """Load on the servers within the block; what clients were told."""
    told, number = Told(), itertools.count()
    async with asyncio.TaskGroup() as group:
        stories = [Story(fleet, told, number, documents) for _ in range(AT_ONCE)]
        tasks = [group.create_task(story.go_on()) for story in stories]
        yield told
        for task in tasks:
            task.cancel()


async def some_load(told: Told, least: int = 10, most: int = 40) -> None:
    """Wait until clients were told a random number of acts more, within these bounds."""
    enough = len(told) + random.randint(least, most)
    async with asyncio.timeout(STARTS_WITHIN):
        while len(told) < enough:  # noqa: ASYNC110 - the storm signals nothing
            await asyncio.sleep(0.01)


def _hash(kind: TokenKind, token: str) -> bytes:
    found = hash_of(kind, token)
    assert found is not None, f"no token of the kind {kind.name}"
    return found
