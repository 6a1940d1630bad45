"""Two shops side by side, alike to the last row: one runs plans, the other runs graphql-core.

Each shop has a database of its own. The same operations with the same randomness keep them alike.
"""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy.sql import selectable

from db.demo import shop as demo
from resolvers.application import RequestFacts
from server.app import create
from server.application import wire
from server.settings.settings import Settings
from tests.support.clients import Agent, Visitor
from tests.support.engines.kept import CHEAP
from tests.support.shop import Clock, Shop
from tests.support.shopping import add, order

# What no code expects: null where the schema promises a value, and a word that is none of ours.
BROKEN = (
    "PRAGMA writable_schema = RESET",
    "UPDATE customers SET last_name = NULL",
    "UPDATE users SET last_name = NULL WHERE username <> 'eve'",
    "UPDATE imitations SET user_last_name = NULL",
    "UPDATE products SET name = NULL WHERE price % 2 = 0",
    "UPDATE sales_channels SET type = 'KIOSK' WHERE name = 'Outlet'",
)
NULLABLE = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_master SET sql = replace(sql, 'name VARCHAR(100) NOT NULL', 'name')",
    "UPDATE sqlite_master SET sql = replace(sql, 'name VARCHAR(255) NOT NULL', 'name')",
)


class Randomness:
    """Stands in for the randomness of the system, so that ids and tokens are the same twice."""

    def __init__(self) -> None:
        self._random = random.Random(0)  # the same each time is the point

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # SQLAlchemy names aliases by chance, at whichever shop a statement is made first.
        monkeypatch.setattr(selectable, "os", SimpleNamespace(urandom=os.urandom))
        monkeypatch.setattr(os, "urandom", self)
        monkeypatch.setattr(random, "_urandom", self)

    def begin(self, seed: int) -> None:
        self._random.seed(seed)

    def __call__(self, size: int) -> bytes:
        return self._random.randbytes(size)


@dataclass
class World:
    """A filled shop in a file, the clients that have sessions in it, and what it holds."""

    file: Path
    broken: Path
    callers: dict[str, RequestFacts] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)  # `@imitation:0` and others

    def filled_in(self, value: Any) -> Any:
        """A value of an operation with the ids and tokens that it stands for."""
        if isinstance(value, dict):
            return {key: self.filled_in(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled_in(each) for each in value]
        if isinstance(value, str) and value.startswith("@"):
            kind, _, name = value[1:].partition(":")
            return self.known.get(value) or demo.demo_id(kind, name)
        return value

    def text_filled_in(self, text: str) -> str:
        """The same for a document."""
        parts = text.split('"')
        return '"'.join(self.filled_in(part) for part in parts)


def open_shop(file: Path, clock: Clock) -> Shop:
    settings = Settings(database_url=f"sqlite:///{file}", imitations_per_user=100, **CHEAP)
    application = wire(settings, clock=clock)
    transport = httpx.ASGITransport(create(settings, application))
    http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
    return Shop(application, settings, http, clock)


async def close_shop(shop: Shop) -> None:
    await shop.http.aclose()
    await shop.application.database.dispose()


async def make_world(template: str, folder: Path) -> World:
    """The demo shop after a busy hour."""
    file, broken = folder / "world.db", folder / "broken.db"
    shutil.copy(template.removeprefix("sqlite:///"), file)
    shop = open_shop(file, Clock())
    world = World(file, broken)
    await _fill(shop, world)
    await close_shop(shop)
    restore(file, broken)
    with closing(sqlite3.connect(broken, isolation_level=None)) as connection:
        for statement in (*NULLABLE, *BROKEN):
            connection.execute(statement)
    return world


def restore(source: Path, target: Path) -> None:
    """Make the target hold what the source holds, whatever connections it has."""
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to)


async def _fill(shop: Shop, world: World) -> None:
    agents = {name: await shop.agent(name) for name in ("admin", "alice", "eve", "victor")}
    alice, bob = agents["alice"], await shop.shopper("bob@example.com")
    imitator = await shop.imitator(alice)
    await add(imitator, shop.product(1), 2)
    await order(imitator)
    await add(imitator, shop.product(2))
    ended = await shop.imitator(alice, "heidi")
    await ended.run("storefront/customer-logout")
    looker = await shop.imitator(agents["admin"], "carol", "Outlet", access="READ_ONLY")
    await add(bob, shop.product(10), 3)
    await order(bob)
    await add(bob, shop.product(16))
    await add(bob, shop.product(5))
    world.known |= {
        f"@token:{number}": await shop.token(alice, name)
        for number, name in enumerate(("bob", "heidi", "crowd 3"))
    }
    for kind, table in (("imitation", "imitations"), ("line", "cart_lines")):
        rows = await shop.rows(table)
        world.known |= {f"@{kind}:{number}": row["id"] for number, row in enumerate(rows)}
    both = Visitor(bob.http, bob.headers | agents["admin"].headers)
    for name in ("customers", "imitations", "products", "users"):
        page = await both.send(f"{{ {name}(first: 1) {{ pageInfo {{ endCursor }} }} }}")
        world.known[f"@cursor:{name}"] = page.data["pageInfo"]["endCursor"]
    visitors = {
        "both": both,
        "visitor": shop.visitor(),
        "bob": bob,
        "imitator": imitator,
        "looker": looker,
    }
    world.callers = {"stranger": RequestFacts(request_id="one")}
    world.callers |= {name: _facts(client) for name, client in (visitors | agents).items()}


def _facts(client: Agent | Visitor) -> RequestFacts:
    bearer = client.headers.get("authorization")
    return RequestFacts(
        access_key=client.headers.get("sw-access-key"),
        context_token=client.headers.get("sw-context-token"),
        access_token=bearer and bearer.removeprefix("Bearer "),
        remote_address="192.0.2.1",
        request_id="one",
    )
