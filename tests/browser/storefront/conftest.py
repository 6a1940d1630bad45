"""A stage of two origins, and a browser that has never been there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.storefront.stage import Stage, fill_database, open_stage
from tests.browser.watch import Watch

PATIENCE = 20_000  # ms for an action: the machine may be busy


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database, to be copied."""
    database = tmp_path_factory.mktemp("demo") / "imitate.db"
    fill_database(database)
    return database


@pytest.fixture
def stage(demo_shop: Path, tmp_path: Path) -> Iterator[Stage]:
    """Admin and shop, as new."""
    database = tmp_path / "imitate.db"
    shutil.copy(demo_shop, database)
    with open_stage(database) as stage:
        yield stage


@pytest.fixture
def width() -> int:
    """The window's width; a test may name another by `parametrize`."""
    return 1280


@pytest.fixture
def context(browser: Browser, width: int) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context(
        locale="en-GB",
        timezone_id="Europe/Berlin",
        viewport={"width": width, "height": 844},
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Fails a test whose pages wrote errors, broke a policy or asked another host."""
    watch = Watch.on(context)
    yield watch
    assert watch.faults == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """The first tab."""
    return context.new_page()
