"""The demo shop on both engines: its persons, a clock that tests set, and its tables."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from db.demo import loading
from db.demo import shop as demo
from db.migrate import migrate
from resolvers.application import Application
from server.app import create
from server.application import wire
from server.settings.settings import PREFIX, Settings
from tests.support.between.pgbouncer import ProductUrl
from tests.support.clients import Agent, Client, Visitor
from tests.support.engines import tables
from tests.support.engines.databases import new_database
from tests.support.engines.kept import (
    CHEAP,
    KEPT,
    POOL,
    POOLER,
    forget,
    kept_database,
    settings_with,
)
from tests.support.engines.renewed import RenewedDatabase

PASSWORD = "imitate-demo"
EACH_WAY = ("sqlite", "postgresql", "sqlite-without plans")  # of `template`
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The time of the application under test."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Shop:
    """The application, and who and what is in its demo shop."""

    application: Application
    settings: Settings
    http: httpx.AsyncClient
    clock: Clock

    def customer(self, name: str) -> str:
        return demo.demo_id("customer", name)

    def user(self, name: str) -> str:
        return demo.demo_id("user", name)

    def role(self, name: str) -> str:
        return demo.demo_id("role", name)

    def channel(self, name: str) -> str:
        return demo.demo_id("channel", name)

    def product(self, number: int) -> str:
        return demo.demo_id("product", str(number))

    def stranger(self) -> Client:
        return Client(self.http)

    def visitor(self, channel: str = "Storefront") -> Visitor:
        return Visitor(self.http, {"sw-access-key": demo.access_key(channel)})

    async def agent(self, username: str) -> Agent:
        return await Agent.signed_in(self.http, username, PASSWORD)

    async def shopper(self, email: str, channel: str = "Storefront") -> Visitor:
        visitor = self.visitor(channel)
        assert (await visitor.log_in(email, PASSWORD)).data["token"]
        return visitor

    async def token(self, agent: Agent, name: str = "bob", channel: str = "Storefront") -> str:
        """A one-time token for the customer."""
        made = await agent.token_for(self.customer(name), self.channel(channel))
        return str(made["token"])

    async def imitator(
        self, agent: Agent, name: str = "bob", channel: str = "Storefront", **others: Any
    ) -> Visitor:
        """A client in which the agent imitates the customer."""
        made = await agent.token_for(self.customer(name), self.channel(channel), **others)
        visitor = self.visitor(channel)
        assert (await visitor.redeem(made["token"])).data["context"]["imitated"]
        return visitor

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """Everything that a table holds, by its key."""
        return (await self._read([table]))[table]

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table; equal before and after means that nothing was written."""
        # Attempts are counted on refusals too; tests/sign_in/test_rates.py looks at those.
        # A trigger lets each new audit event wait, and audit events are looked at themselves.
        left_out = {"throttles", "audit_waiting"}
        return await self._read(sorted(set(SQLModel.metadata.tables) - left_out))

    async def actions(self) -> list[str]:
        """The actions of the audit log, oldest first."""
        events = sorted(await self.rows("audit_events"), key=lambda event: event["id"])
        return [event["action"] for event in events]

    async def change(self, statement: str, **values: object) -> None:
        """Change the database directly, not through the application."""
        async with self.application.database.engine.execution_options(
            write=True
        ).begin() as connection:
            await connection.execute(text(statement), values)

    async def _read(self, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        return await tables.read(self.application.database, names)


async def fill(url: str) -> None:
    """Migrate and load the demo shop."""
    await migrate(url)
    application = wire(Settings(database_url=url, **CHEAP))
    password_hash = await application.passwords.hash(PASSWORD)
    async with application.database.alchemy() as session:
        await loading.load(
            session,
            password_hash=password_hash,
            public_url="http://127.0.0.1:8000",
            customers=200,
        )
    await application.database.dispose()


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a filled database, to be copied."""
    url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'demo.db'}"
    await fill(url)
    return url


@pytest.fixture(scope="session")
async def postgresql_template(postgres_url: str) -> AsyncIterator[str]:
    """The URL of a filled database, to be copied."""
    async with new_database(postgres_url) as url:
        await fill(url)
        yield url


@pytest.fixture(scope="session")
async def renewed(
    postgresql_template: str, postgres_url: str, product_url: ProductUrl
) -> AsyncIterator[RenewedDatabase]:
    """The one PostgreSQL database of a worker."""
    database = RenewedDatabase(postgres_url, postgresql_template.rpartition("/")[2])
    yield database
    await forget(product_url(database.url))
    await database.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The filled database of the engine that the test runs on."""
    return template_for(request, monkeypatch)


def template_for(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Also for a fixture over EACH_WAY: without plans, compiled operations are switched off."""
    engine, _, way = request.param.partition("-")
    if way == "without plans":
        monkeypatch.setenv(f"{PREFIX}COMPILE_OPERATIONS", "0")
    return request.getfixturevalue(f"{engine}_template")


@pytest.fixture
def sqlite_url(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A renewed demo shop, at one address for all tests of a worker."""
    copy = tmp_path_factory.getbasetemp() / "imitate.db"
    for file in copy.parent.glob(f"{copy.name}*"):  # its log and its index as well
        file.unlink()
    shutil.copy(sqlite_template.removeprefix("sqlite:///"), copy)
    return f"sqlite:///{copy}"


@pytest.fixture
async def postgresql_url(renewed: RenewedDatabase, product_url: ProductUrl) -> str:
    """A renewed demo shop, at one address for all tests of a worker."""
    url = product_url(renewed.url)
    if not await renewed.renew():
        await forget(url)
    return url


@pytest.fixture
def database_url(template: str, request: pytest.FixtureRequest) -> str:
    """The demo shop of the engine that the test runs on."""
    return request.getfixturevalue(f"{template.partition(':')[0]}_url")


OpenShop = Callable[..., Awaitable[Shop]]


@pytest.fixture
async def open_shop(database_url: str) -> AsyncIterator[OpenShop]:
    """Opens the shop with other settings, or again as a second process on the same database."""
    opened: list[Shop] = []

    async def open_with(**settings: Any) -> Shop:
        values: dict[str, Any] = {
            "database_pool": POOL,
            "database_pooler": POOLER,
            **CHEAP,
            **settings,
        }
        made = settings_with(database_url=database_url, **values)
        clock = opened[0].clock if opened else Clock()
        application = wire(made, clock=clock)
        if not opened and (made.database_pool, made.database_pooler) == (POOL, POOLER):
            application = replace(application, database=kept_database(database_url))
        transport = httpx.ASGITransport(create(made, application))
        http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        opened.append(Shop(application, made, http, clock))
        return opened[-1]

    yield open_with
    for shop in opened:
        await shop.http.aclose()
        database = shop.application.database
        if database.is_sqlite or database is not KEPT.get(database_url):
            await database.dispose()


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """The shop with the default settings."""
    return await open_shop()


@pytest.fixture
async def admin(shop: Shop) -> Agent:
    """A super admin."""
    return await shop.agent("admin")


@pytest.fixture
async def alice(shop: Shop) -> Agent:
    """The agent with the privilege."""
    return await shop.agent("alice")


@pytest.fixture
async def eve(shop: Shop) -> Agent:
    """The user without the privilege."""
    return await shop.agent("eve")


@pytest.fixture
async def victor(shop: Shop) -> Agent:
    """The auditor: may read and end imitations."""
    return await shop.agent("victor")


@pytest.fixture
async def bob(shop: Shop) -> Visitor:
    """The customer, logged in by password."""
    return await shop.shopper("bob@example.com")
