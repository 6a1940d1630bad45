"""Runs steps against the shop and the model, and compares them after every step."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from db.demo import shop
from tests.cart.any_order.model import Cart, Model, Session
from tests.support.clients import Agent, Answer, Visitor
from tests.support.shop import PASSWORD
from tests.support.shopping import add, order, remove, set_quantity

NOT_LOGGED_IN = "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
READ_ONLY = "CHECKOUT__IMITATION_READ_ONLY"
REASON = "The voucher is not taken off"
Step = tuple[Any, ...]


@dataclass(frozen=True)
class Seen:
    """The customer, the imitating user and the cart of a token."""

    email: str | None = None
    user: str | None = None
    cart: Cart = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)  # ids by product number
    imitation_id: str | None = None
    access: str | None = None  # of the imitation, as the next
    ends_at: str | None = None


@dataclass
class Play:
    """Three clients, two processes, some customers; `places` are the two processes."""

    places: Sequence[httpx.AsyncClient]
    agents: dict[str, Agent]
    look: Callable[[str], Awaitable[Seen]]
    now: Callable[[], datetime]
    advance: Callable[[timedelta], None]
    names: Sequence[str]  # customers, as the demo shop calls them
    model: Model = field(default_factory=Model)
    clients: list[Session | None] = field(default_factory=lambda: [None] * 3)

    async def run(self, steps: Sequence[Step]) -> None:
        for step in steps:
            name, *values = step
            if name == "advance":
                self.advance(timedelta(seconds=values[0]))
            else:
                await getattr(self, name)(*values)
            await self.check(step)

    async def check(self, step: Step) -> None:
        """Compare every token ever answered with the model."""
        for session in self.model.sessions:
            seen = await self.look(session.token)
            if not session.is_live(self.now()):
                assert seen == Seen(), step
                continue
            assert seen.email == (None if session.is_guests else email(session.owner)), step
            assert (seen.user, seen.access) == (session.user, session.access), step
            assert seen.cart == self.model.carts[session.owner], step

    def visitor(self, client: int, place: int) -> tuple[Visitor, Session | None]:
        """The client at a process, with its session if that is live."""
        headers = {"sw-access-key": shop.access_key("Storefront")}
        session = self.clients[client]
        if session is not None:
            headers["sw-context-token"] = session.token
        live = session if session and session.is_live(self.now()) else None
        return Visitor(self.places[place], headers), live

    async def password(self, client: int, place: int, who: int) -> None:
        visitor, live = self.visitor(client, place)
        answer = await visitor.log_in(email(self.names[who]), PASSWORD)
        if live is not None:
            live.over = True
            if live.is_guests:
                self.model.merge(live.owner, self.names[who])
        self.clients[client] = self.started(answer, self.names[who])

    async def imitate(self, client: int, place: int, who: int, username: str, access: str) -> None:
        customer = shop.demo_id("customer", self.names[who])
        channel = shop.demo_id("channel", "Storefront")
        made = await self.agents[username].token_for(customer, channel, access=access)
        visitor, live = self.visitor(client, place)
        answer = await visitor.redeem(made["token"])
        if live is not None and live.user is not None:
            live.over = True
        begun = self.started(answer, self.names[who], username)
        begun.may_change = access == "FULL"
        self.clients[client] = begun

    async def upgrade(self, client: int, place: int) -> None:
        """Ask for full access; of the users only admin holds the privilege."""
        visitor, live = self.visitor(client, place)
        seen = await self.look(live.token) if live else Seen()
        answer = await visitor.run("storefront/upgrade-imitation", reason=REASON)
        if live is None or live.is_guests:
            assert answer.code == NOT_LOGGED_IN
            return
        live.note_use(self.now())
        if live.user != "admin":
            assert answer.code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
            return
        live.may_change = True
        told = answer.data["token"], answer.data["imitation"]["expiresAt"]
        assert told == (live.token, seen.ends_at)

    def started(self, answer: Answer, owner: str, user: str | None = None) -> Session:
        return self.model.start(answer.data["token"], owner, self.now(), user)

    async def logout(self, client: int, place: int) -> None:
        visitor, live = self.visitor(client, place)
        answer = await visitor.run("storefront/customer-logout")
        if live is None or live.is_guests:
            assert answer.code == NOT_LOGGED_IN
            return
        assert answer.data["context"]["customer"] is None
        live.over = True
        self.clients[client] = None

    async def end(self, client: int) -> None:
        """A user ends the imitation in a client from outside."""
        live = self.visitor(client, 0)[1]
        if live is not None and live.user is not None:
            imitation_id = (await self.look(live.token)).imitation_id
            answer = await self.agents["admin"].run("admin/end-imitation", id=imitation_id)
            assert answer.data["endReason"] == "ENDED_BY_USER"
            live.over = True

    async def add(self, client: int, place: int, product: int, pieces: int) -> None:
        visitor, live = self.visitor(client, place)
        if live is not None and not live.may_change:
            assert (await add(visitor, shop.demo_id("product", "1"))).code == READ_ONLY
            return
        number = f"P{product:04}"
        had = self.model.carts[live.owner].get(number, (0,))[0] if live else 0
        answer = await add(visitor, shop.demo_id("product", str(product)), pieces)
        if live is not None:
            live.note_use(self.now())
        if had + pieces > 100:
            assert answer.code == "VIOLATION::INVALID"
            return
        if live is None:
            live = self.started(answer, f"guest {len(self.model.sessions)}")
            self.clients[client] = live
        assert answer.data["token"] == live.token
        live.note_change(self.now())
        self.model.add(live, number, pieces)

    async def change(self, client: int, place: int, line: int, pieces: int) -> None:
        """Set the quantity of a line; -1 removes it by the other mutation."""
        visitor, live = self.visitor(client, place)
        ids = (await self.look(live.token)).lines if live else {}
        if live is None or not ids:
            return
        product = sorted(ids)[line % len(ids)]
        answer = (
            await remove(visitor, ids[product])
            if pieces < 0
            else await set_quantity(visitor, ids[product], pieces)
        )
        if not live.may_change:
            assert answer.code == READ_ONLY
            return
        assert answer.data["token"] == live.token
        live.note_use(self.now())
        live.note_change(self.now())
        self.model.set(live, product, max(pieces, 0))

    async def order(self, client: int, place: int) -> None:
        visitor, live = self.visitor(client, place)
        answer = await order(visitor)
        if live is None or live.is_guests:
            assert answer.code == NOT_LOGGED_IN
            return
        if not live.may_change:
            assert answer.code == READ_ONLY
            return
        live.note_use(self.now())
        if not self.model.carts[live.owner]:
            assert answer.code == "CHECKOUT__CART_EMPTY"
            return
        live.note_change(self.now())
        by = answer.data["placedBy"]
        pieces = {line["productNumber"]: line["quantity"] for line in answer.data["lineItems"]}
        self.model.order(live)
        assert (live.owner, by and by["username"], pieces) == self.model.orders[-1]


def email(name: str) -> str:
    """The e-mail address of the customer."""
    return f"customer{int(name.split()[1]) + 1}@example.com"
