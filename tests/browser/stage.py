"""Two origins for a browser: an admin on 127.0.0.1, and the shop on localhost, in English and German.

The admin is a page that holds the form which the real one sends; all else is the real server.
"""

import asyncio
import html
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import create_engine, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from db import demo
from server.app import create
from server.settings import Settings
from server.wiring import wire
from tests.clients import document
from tests.shop import CHEAP, PASSWORD, fill

START_WITHIN = 30  # seconds


@dataclass
class Clock:
    """The time of day, and how much later it is at the shop."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Stage:
    """What a test can do from behind the scenes."""

    admin: str
    shop: str
    clock: Clock
    database: Path
    form: dict[str, str] = field(default_factory=dict)
    action: str = ""

    def run(self, operation: str, username: str, **variables: Any) -> Any:  # noqa: ANN401 - JSON
        """What a user's operation answers."""
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
        """Change the database behind the server's back."""
        engine = create_engine(f"sqlite:///{self.database}")
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _send(self, operation: str, access_token: str = "", **variables: Any) -> Any:  # noqa: ANN401 - JSON
        headers = {"authorization": f"Bearer {access_token}"} if access_token else {}
        body = {"query": document(operation), "variables": variables}
        answer = httpx.post(f"{self.shop}/graphql", json=body, headers=headers).json()
        (value,) = answer["data"].values()
        return value


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """Start both servers on free ports; stop them at the end."""
    database = folder / "imitate.db"
    _in_a_loop_of_its_own(database)
    with (
        socket.create_server(("127.0.0.1", 0)) as admin,
        socket.create_server(("127.0.0.1", 0)) as shop,
    ):
        stage = Stage(
            admin=f"http://127.0.0.1:{admin.getsockname()[1]}",
            shop=f"http://localhost:{shop.getsockname()[1]}",
            clock=Clock(),
            database=database,
        )
        _move_in(stage)
        settings = Settings(database_url=f"sqlite:///{database}", public_url=stage.admin, **CHEAP)
        application = create(settings, wire(settings, clock=stage.clock))
        with _serving(_admin(stage), admin), _serving(application, shop):
            yield stage


def _in_a_loop_of_its_own(database: Path) -> None:
    """Playwright's loop runs in this thread already."""
    thread = threading.Thread(target=lambda: asyncio.run(fill(f"sqlite:///{database}")))
    thread.start()
    thread.join()


def _move_in(stage: Stage) -> None:
    stage.change(
        f"UPDATE sales_channel_domains SET url = '{stage.shop}' WHERE url LIKE '%localhost%'"
    )
    stage.change(
        "INSERT INTO sales_channel_domains (id, sales_channel_id, url, language, currency) "
        f"VALUES ('{'d' * 32}', '{demo.demo_id('channel', 'Outlet')}', '{stage.shop}/de', "
        "'de-DE', 'EUR')"
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


def _admin(stage: Stage) -> Starlette:
    async def card(_request: Request) -> Response:
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in stage.form.items()
        )
        return HTMLResponse(
            '<!doctype html><html lang="en"><title>Card</title><link rel="icon" href="data:,">'
            f'<h1>Customer card</h1><form method="post" action="{stage.action}" target="_blank" '
            f'rel="noopener">{fields}<button>Log in as customer</button></form>',
            headers={
                "referrer-policy": "strict-origin-when-cross-origin",
                "content-security-policy": f"default-src 'none'; img-src data:; form-action {stage.shop}",
            },
        )

    return Starlette(routes=[Route("/admin/customers/{id}", card)])
