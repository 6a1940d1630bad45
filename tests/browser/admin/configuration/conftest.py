"""Views at both widths, and what a browser keeps of a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.look import Look

WIDTHS = (390, 1280)
# Everything that outlives the page, with what a browser stores of its fields to restore a session.
KEPT = """() => [location.href, document.title, JSON.stringify(history.state),
  JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie,
  ...[...document.querySelectorAll('input, textarea, select')].map((field) => field.value)]
  .join(' ')"""

LookAt = Callable[..., None]


@pytest.fixture
def look_at(page: Page, look: Look) -> LookAt:
    """Checks the page as it is, on a phone and at a desk, or at one of these widths."""

    def at(name: str, *widths: int) -> None:
        for width in widths or WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            look.at(page, f"{name}-{width}")

    return at


def kept(page: Page) -> str:
    """What the browser keeps of the page."""
    return str(page.evaluate(KEPT))
