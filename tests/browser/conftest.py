"""A browser for the tests that need one.

These tests run in a pytest process of their own, `pytest tests/browser`: Playwright's loop would
break the async tests of the others.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.chromium import NoBrowser, find, find_shell, launch
from tests.browser.database import make_template

PATIENCE = 20_000  # ms for an expectation: the machine may be busy


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
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo shop, to be copied."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        yield playwright


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright, find(playwright)) as browser:
        yield browser


@pytest.fixture(scope="session")
def bare_browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright, find_shell(playwright)) as browser:
        yield browser


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """The headless shell, which is faster; the whole browser for tests marked `popups`."""
    blocks = request.node.get_closest_marker("popups") is not None
    return request.getfixturevalue("whole_browser" if blocks else "bare_browser")
