"""Can everybody use this page? axe looks for breaches of WCAG 2.2, levels A and AA."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "(tags) => axe.run({runOnly: tags, resultTypes: ['violations']})"

SETTLED = """Promise.allSettled(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished))"""


def check_accessibility(page: Page) -> None:
    """Fail on every violation, with the elements that it is about."""
    # Colours on their way to another are none that anybody reads.
    page.evaluate(SETTLED)
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    assert [
        (violation["id"], [(node["html"], node["failureSummary"]) for node in violation["nodes"]])
        for violation in found["violations"]
    ] == []
