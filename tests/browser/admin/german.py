"""Looks at the state that a page is in: both languages, at a desk and on a telephone."""

from playwright.sync_api import Page, expect

from tests.browser.look import DESK, TELEPHONE, Look


def look_twice(page: Page, look: Look, name: str) -> None:
    """In English at a desk, and in German on a telephone; the others have to fit as well.

    The page is loaded once: nothing that was typed is lost.
    """
    look.at(page, name)
    page.set_viewport_size(TELEPHONE)
    look.fits(page, name)
    page.set_viewport_size(DESK)
    choose(page, "de-DE")
    look.fits(page, name)
    page.set_viewport_size(TELEPHONE)
    look.at(page, f"{name}-german")
    page.set_viewport_size(DESK)
    choose(page, "en-GB")


def choose(page: Page, language: str) -> None:
    """By the page's own control, which may be behind a dialog."""
    page.locator(".language select").first.select_option(language, force=True)
    expect(page.locator("html")).to_have_attribute("lang", language)
