"""Applications without a shop, for what is decided before the database is asked."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from server.app import create
from server.application import wire
from server.settings.settings import Settings
from tests.support.engines.kept import AUDIT_KEY, SECRET

ADDRESS = "http://127.0.0.1:8000"

Open = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def serving() -> AsyncIterator[Open]:
    """Opens clients of applications with other settings."""
    opened: list[httpx.AsyncClient] = []

    def open_with(**values: Any) -> httpx.AsyncClient:
        values = {"audit_key": AUDIT_KEY, **values}
        settings = Settings(database_url="sqlite:///:memory:", **values)
        transport = httpx.ASGITransport(create(settings, wire(settings)))
        opened.append(httpx.AsyncClient(transport=transport, base_url=ADDRESS))
        return opened[-1]

    yield open_with
    for client in opened:
        await client.aclose()


@pytest.fixture
def http(serving: Open) -> httpx.AsyncClient:
    """A client of an application in development."""
    return serving()


@pytest.fixture
def production(serving: Open) -> httpx.AsyncClient:
    """A client of an application in production."""
    return serving(environment="production", secret=SECRET, waive="public-url")
