"""Servers with demo shops, the browser's pages, and the checks that run on every page."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.admin.live import Live, serve
from tests.browser.admin.people import Serve, SignIn, sign_in
from tests.browser.asking import PATIENCE
from tests.browser.look import Look
from tests.browser.watch import Watch


@pytest.fixture(scope="session")
def serve_with(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A server with the given settings and a renewed shop; one for the same settings in a run."""
    running: dict[tuple[tuple[str, str], ...], Live] = {}
    with ExitStack() as stack:

        def start(**settings: str) -> Live:
            key = tuple(sorted(settings.items()))
            if key not in running:
                folder = tmp_path_factory.mktemp("live")
                running[key] = stack.enter_context(serve(template, folder, **settings))
            running[key].renew()
            return running[key]

        yield start


@pytest.fixture
def live(serve_with: Serve) -> Live:
    """The server with the default settings."""
    return serve_with()


@pytest.fixture
def locale() -> str:
    """The browser's language; a test may name another by `parametrize`."""
    return "en-GB"


@pytest.fixture
def width() -> int:
    """The window's width; a test may name another by `parametrize`."""
    return 1280


@pytest.fixture
def context(browser: Browser, locale: str, width: int) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale=locale,
        timezone_id="Europe/Berlin",
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
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


@pytest.fixture
def look(request: pytest.FixtureRequest, locale: str, width: int) -> Look:
    """Checks pages; keeps pictures with `--screenshots`."""
    return Look(request.config.getoption("--screenshots"), f"{locale}-{width}")


@pytest.fixture(name="sign_in")
def signing_in(page: Page) -> SignIn:
    """Gives the browser a user's cookie without the sign-in form."""
    return partial(sign_in, page)
