"""A Chromium that blocks pop-ups as people's do, a stage of two origins, and persons at them.

Playwright's synchronous API keeps a loop running, so these tests have a process of their own:
`pytest tests/browser`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.stage import Stage, open_stage
from tests.browser.watch import Watch

NAMES = ("chromium", "chromium-browser", "google-chrome")
NONE = (
    "No Chromium was found. Install one (apt-get install chromium), or Playwright's own "
    "(playwright install chromium), or leave these tests out: make test BROWSER=no"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, help="keep a picture of every page here")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.exit(NONE, returncode=2)
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--disable-gpu", "--disable-background-networking", *as_root],
            ignore_default_args=["--disable-popup-blocking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Admin and shop, as new."""
    with open_stage(tmp_path) as stage:
        yield stage


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Fails a test whose pages wrote errors or broke a policy, unless the test took them away."""
    watch = Watch.on(context)
    yield watch
    assert watch.faults == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """The first tab."""
    return context.new_page()
