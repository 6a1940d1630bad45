"""Two origins for a browser: an admin on 127.0.0.1, the shop on localhost, in two languages."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from db.demo import shop as demo
from server.app import create
from server.application import wire
from server.settings.settings import Settings
from tests.browser.asking import ask
from tests.browser.database import change, copy
from tests.browser.storefront.admin_page import Form, admin_page
from tests.support.engines.kept import CHEAP
from tests.support.shop import PASSWORD

START_WITHIN = 30  # seconds


@dataclass
class Clock:
    """The time of day, and how much later it is at the shop."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class Stage(Form):
    """Both servers and their database; `form` is the form of the admin's page."""

    admin: str
    shop: str
    clock: Clock
    database: Path
    original: Path

    def renew(self) -> None:
        """Put the database back to the demo shop."""
        copy(self.original, self.database)
        self.clock.ahead = timedelta()
        self.form, self.action = {}, ""

    def run(self, operation: str, username: str, **variables: Any) -> Any:
        """The answer to a user's operation."""
        session = self._send("admin/user-login", username=username, password=PASSWORD)
        return self._send(operation, session["accessToken"], **variables)

    def prepare(self, name: str = "bob", *, path: str = "", **others: str) -> dict[str, str]:
        """Let alice ask for a token, and put the form on the admin's page."""
        made = self.run(
            "admin/generate-imitate-customer-token",
            "alice",
            customerId=demo.demo_id("customer", name),
            salesChannelId=demo.demo_id("channel", "Outlet"),
            **others,
        )
        self.form = {key: made[key] for key in ("token", "customerId", "userId")}
        self.action = f"{self.shop}{path}/account/login/imitate-customer"
        return self.form

    def card(self, name: str = "bob") -> str:
        """The customer's card in the admin."""
        return f"{self.admin}/admin/customers/{demo.demo_id('customer', name)}"

    def change(self, statement: str) -> None:
        """Change the database directly, not through the server."""
        change(self.database, statement)

    def _send(self, operation: str, access_token: str = "", **variables: Any) -> Any:
        headers = {"authorization": f"Bearer {access_token}"} if access_token else {}
        answer = ask(self.shop, operation, headers, **variables)
        (value,) = answer["data"].values()
        return value


@contextmanager
def open_stage(template: Path, folder: Path) -> Iterator[Stage]:
    """Start both servers on free ports; stop them at the end. The template is a demo shop's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as admin,
        socket.create_server(("127.0.0.1", 0)) as shop,
    ):
        stage = Stage(
            admin=f"http://127.0.0.1:{admin.getsockname()[1]}",
            shop=f"http://localhost:{shop.getsockname()[1]}",
            clock=Clock(),
            database=folder / "imitate.db",
            original=folder / "original.db",
        )
        copy(template, stage.original)
        _move_in(stage)
        stage.renew()
        settings = Settings(
            database_url=f"sqlite:///{stage.database}", public_url=stage.admin, **CHEAP
        )
        application = create(settings, wire(settings, clock=stage.clock))
        with _serving(admin_page(stage, stage.shop), admin), _serving(application, shop):
            yield stage


def _move_in(stage: Stage) -> None:
    change(
        stage.original,
        f"UPDATE sales_channel_domains SET url = '{stage.shop}' WHERE url LIKE '%localhost%'",
    )
    change(
        stage.original,
        f"UPDATE carts SET sales_channel_id = '{demo.demo_id('channel', 'Outlet')}' "
        f"WHERE id = '{demo.demo_id('cart', 'bob')}'",
    )
    change(
        stage.original,
        "INSERT INTO sales_channel_domains (id, sales_channel_id, url, language, currency) "
        f"VALUES ('{'d' * 32}', '{demo.demo_id('channel', 'Outlet')}', '{stage.shop}/de', "
        "'de-DE', 'EUR')",
    )


@contextmanager
def _serving(application: ASGIApp, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + START_WITHIN
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join()
