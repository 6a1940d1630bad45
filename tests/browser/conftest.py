"""A browser for the tests that need one.

These tests run in a pytest process of their own, `pytest tests/browser`: Playwright's loop would
break the async tests of the others.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import NoBrowser, find, launch

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
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = launch(playwright)
        yield browser
        browser.close()
