"""A browser, a server, and what every page is watched for.

These tests run in a pytest process of their own, `pytest tests/browser`: Playwright's loop would
break the async tests of the others.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import NoBrowser, find, launch
from tests.browser.live import PASSWORD, Live, make_template, serve
from tests.browser.look import Look
from tests.browser.watch import Watch
from tests.clients import document

PATIENCE = 20_000  # ms for an expectation: the machine may be busy

Serve = Callable[..., Live]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, help="keep a picture of every page here")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # xdist's controller has looked already
        return
    with sync_playwright() as playwright:
        try:
            find(playwright)
        except NoBrowser as reason:
            raise pytest.UsageError(str(reason)) from None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def serve_with(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A server with the given settings; the same one for the same settings in a whole run."""
    running: dict[tuple[tuple[str, str], ...], Live] = {}
    with ExitStack() as stack:

        def start(**settings: str) -> Live:
            key = tuple(sorted(settings.items()))
            if key not in running:
                folder = tmp_path_factory.mktemp("live")
                running[key] = stack.enter_context(serve(template, folder, **settings))
            return running[key]

        yield start


@pytest.fixture
def fresh(template: Path, tmp_path: Path) -> Iterator[Live]:
    """A server for a test that changes what others rely on."""
    with serve(template, tmp_path) as live:
        yield live


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


@pytest.fixture
def look(request: pytest.FixtureRequest, locale: str, width: int) -> Look:
    """Checks pages, and keeps pictures where told to."""
    return Look(request.config.getoption("--screenshots"), f"{locale}-{width}")


@pytest.fixture
def sign_in(page: Page) -> Callable[[Live, str], None]:
    """Gives the browser a user's cookie without the form."""

    def as_user(live: Live, username: str) -> None:
        body = {
            "query": document("admin/user-login"),
            "variables": {"username": username, "password": PASSWORD},
        }
        answer = page.request.post(
            f"{live.url}/graphql", data=body, headers={"origin": live.url}
        ).json()
        assert answer["data"], answer

    return as_user
