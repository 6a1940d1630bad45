"""An admin and a shop on two origins, and a browser without history."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.storefront.stage import Stage, open_stage
from tests.browser.watch import Watch

PATIENCE = 20_000  # ms for an action: the machine may be busy


@pytest.fixture(scope="session")
def running(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_stage(template, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def stage(running: Stage) -> Stage:
    """Admin and shop with a renewed database."""
    running.renew()
    return running


@pytest.fixture
def width() -> int:
    """The window's width; a test may name another by `parametrize`."""
    return 1280


@pytest.fixture
def context(browser: Browser, width: int) -> Iterator[BrowserContext]:
    """A browser without cookies and history."""
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
