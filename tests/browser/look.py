"""Checks that a page fits its window and passes axe (WCAG 2.2, A and AA), also in the dark."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize, expect

DESK: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast"]
RUN = "(tags) => axe.run({runOnly: tags, resultTypes: ['violations']}).then((it) => it.violations)"
# The frame is there before the page in it, which is loaded when it is opened.
HEADING = "h1"
# Placeholders of data and icons that are not loaded yet.
MISSING = ".page-state__spinner, .mt-icon svg:empty"
# Colours in a transition have contrasts of their own: wait until it ends. It begins with a frame.
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled([document.fonts.ready, ...document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished)]))"""


def check_accessibility(page: Page, rules: list[str] = TAGS) -> None:
    """Fail on every violation, and name its elements; `rules` are names or tags of axe's rules."""
    expect(page.locator(HEADING).first).to_be_attached()
    page.evaluate(SETTLED)
    if page.evaluate("typeof axe === 'undefined'"):  # a document keeps the half megabyte
        page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = page.evaluate(RUN, rules)
    faults = [
        (violation["id"], [(node["html"], node["failureSummary"]) for node in violation["nodes"]])
        for violation in violations
    ]
    assert faults == [], faults


@dataclass(frozen=True)
class Look:
    """Checks pages; keeps their pictures where a folder is given."""

    folder: Path | None
    mark: str

    def at(self, page: Page, name: str) -> None:
        """Take a picture; fail where the page is wider than its window or axe finds a violation."""
        expect(page.locator(HEADING).first).to_be_attached()
        expect(page.locator(MISSING)).to_have_count(0)
        self._keep(page, name)
        self.fits(page, name)
        check_accessibility(page)
        page.emulate_media(color_scheme="dark")
        self._keep(page, f"{name}-dark")
        check_accessibility(page, OF_COLOURS)
        page.emulate_media(color_scheme="light")

    def at_both_widths(self, page: Page, name: str) -> None:
        """The same at a desk and on a telephone, where the colours are those of the desk."""
        self.at(page, name)
        page.set_viewport_size(TELEPHONE)
        self._keep(page, f"{name}-narrow")
        self.fits(page, name)
        check_accessibility(page)
        page.set_viewport_size(DESK)

    def fits(self, page: Page, name: str) -> None:
        """Fail where the page is wider than its window."""
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    def _keep(self, page: Page, name: str) -> None:
        if self.folder is not None:
            page.evaluate(SETTLED)
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{name}-{self.mark}.png", full_page=True)
