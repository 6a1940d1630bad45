"""Load from the client's machine: `python -m tests.ha.load LEDGER RATE`, until SIGTERM.

So many stories begin in a second, whatever became of those before: users make tokens, two clients
redeem each at the same time, imitations are ended and customers log out.
"""

import asyncio
import itertools
import json
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import httpx

from auth.sign_in.tokens import TokenKind, hash_of
from db.demo import shop
from tests.support.clients import Agent, Answer, Client, Visitor
from tests.support.shop import PASSWORD

HOSTS: Final = ("app1", "app2")
PATIENCE: Final = 40  # seconds that a client waits: longer than the server lets it
MOST: Final = 300  # stories at once
AT_ONCE: Final = 10
CROWD: Final = 200  # customers
KEPT_LIVE: Final = 25  # one imitation of so many is not ended
CHANNEL: Final = shop.demo_id("channel", "Storefront")


class NotDone(Exception):
    """The answer is a refusal, or there is none."""


@dataclass
class Load:
    """Clients of all hosts, and the ledger of what they were told."""

    ledger: IO[str]
    clients: dict[str, httpx.AsyncClient]
    bearer: dict[str, str] = field(default_factory=dict)
    over: list[str] = field(default_factory=list)  # context tokens of what was ended

    def note(self, kind: str, **facts: Any) -> None:
        """One line, at once: this process may be killed."""
        self.ledger.write(json.dumps({"at": time.time(), "kind": kind, **facts}) + "\n")
        self.ledger.flush()

    async def ask(self, host: str, client: Client, operation: str, **variables: Any) -> Answer:
        """An answer without errors; of a refusal, what the client can conclude from it."""
        client.http = self.clients[host]
        try:
            answer = await client.run(operation, **variables)
            codes = {error["extensions"]["code"] for error in answer.errors}
            retries = any("retryAfter" in error["extensions"] for error in answer.errors)
        except (httpx.TransportError, ValueError):
            self.note("refused", host=host, operation=operation, codes=["no answer"])
            raise NotDone("unknown") from None
        if codes:
            self.note("refused", host=host, operation=operation, codes=sorted(codes))
            unknown = codes == {"UNAVAILABLE"} and not retries
            raise NotDone("unknown" if unknown else "not done")
        return answer

    async def sign_in(self) -> None:
        """Sign alice in, however long that takes."""
        while True:
            try:
                answer = await self.ask(
                    random.choice(HOSTS),
                    Client(self.clients["app1"]),
                    "admin/user-login",
                    username="alice",
                    password=PASSWORD,
                )
            except NotDone:
                await asyncio.sleep(0.5)
            else:
                self.bearer = {"authorization": f"Bearer {answer.data['accessToken']}"}
                return

    async def imitate(self, number: int) -> None:
        """A token, two redemptions of it, and the end of the imitation."""
        agent = Agent(self.clients["app1"], dict(self.bearer))
        made = await self.ask(
            random.choice(HOSTS),
            agent,
            "admin/generate-imitate-customer-token",
            customerId=shop.crowd_id(number % CROWD),
            salesChannelId=CHANNEL,
            access="READ_ONLY",  # needs no approval, whichever the customer
        )
        token = made.data["token"]
        hash_ = _hash(TokenKind.IMITATION, token)
        self.note("generated", token=hash_)
        visitors = await asyncio.gather(*(self._redeem(host, token, hash_) for host in HOSTS))
        started = [visitor for visitor in visitors if visitor is not None]
        if len(started) != 1 or number % KEPT_LIVE == 0:
            return
        await self._end(agent, started[0], hash_, by_user=number % 2 == 0)

    async def _redeem(self, host: str, token: str, hash_: str) -> Visitor | None:
        visitor = self._visitor()
        try:
            answer = await self.ask(host, visitor, "storefront/imitate-customer-login", token=token)
        except NotDone as what:
            self.note("not redeemed", token=hash_, host=host, told=str(what))
            return None
        self.note("redeemed", token=hash_, host=host)
        visitor.headers["imitation"] = answer.data["context"]["imitation"]["id"]
        return visitor

    async def _end(self, agent: Agent, visitor: Visitor, hash_: str, *, by_user: bool) -> None:
        host, token = random.choice(HOSTS), visitor.token
        imitation = visitor.headers.pop("imitation")
        if by_user:
            await self.ask(host, agent, "admin/end-imitation", id=imitation)
        else:
            await self.ask(host, visitor, "storefront/customer-logout")
        self.note("ended", token=hash_, context=token, host=host)
        self.over.append(token)

    async def leave(self, number: int) -> None:
        """A customer logs in and out."""
        visitor = self._visitor()
        email = f"customer{number % CROWD + 1}@example.com"
        log_in = {"email": email, "password": PASSWORD}
        await self.ask(random.choice(HOSTS), visitor, "storefront/customer-login", **log_in)
        token, host = visitor.token, random.choice(HOSTS)
        await self.ask(host, visitor, "storefront/customer-logout")
        self.note("left", context=token, host=host)
        self.over.append(token)

    async def look_back(self, _number: int) -> None:
        """Whether something that was ended lives again, on any host."""
        if self.over:
            await self._look(random.choice(self.over), random.choice(HOSTS))

    async def look_at_all(self) -> None:
        """The same for everything, on every host."""
        for position in range(0, len(self.over), AT_ONCE):
            some = self.over[position : position + AT_ONCE]
            await asyncio.gather(*(self._look(token, host) for token in some for host in HOSTS))

    async def _look(self, token: str, host: str) -> None:
        visitor = self._visitor(token)
        context = (await self.ask(host, visitor, "storefront/context")).data
        if context["customer"] is not None or context["imitated"]:
            self.note("revived", context=token, host=host)

    def _visitor(self, token: str = "") -> Visitor:
        headers = {"sw-access-key": shop.access_key("Storefront"), "sw-context-token": token}
        sent = {name: value for name, value in headers.items() if value}
        return Visitor(self.clients["app1"], sent)


async def main(ledger: Path, rate: float) -> None:
    """Begin stories until SIGTERM, then finish those that have begun."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clients = {host: _client(host) for host in HOSTS}
    with ledger.open("a") as lines:
        load = Load(lines, clients)
        await load.sign_in()
        stories = (load.imitate, load.look_back, load.imitate, load.leave)
        running: set[asyncio.Task[None]] = set()
        for number in itertools.count():
            if stop.is_set():
                break
            if len(running) < MOST:
                task = asyncio.create_task(_told(stories[number % len(stories)], number))
                running.add(task)
                task.add_done_callback(running.discard)
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*running)
        await load.look_at_all()
        load.note("end")


async def _told(story: Any, number: int) -> None:
    try:
        await story(number)
    except NotDone:
        return


def _client(host: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    return httpx.AsyncClient(base_url=f"http://{host}:8000", timeout=PATIENCE, limits=limits)


def _hash(kind: TokenKind, token: str) -> str:
    made = hash_of(kind, token)
    assert made is not None
    return made.hex()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
