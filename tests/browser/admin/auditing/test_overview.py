"""The overview as an auditor and an administrator see it, and its ways to the audit log.

The server has a shop of its own: one whose database is put back seals nothing more.
"""

import csv
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from db.demo.shop import demo_id
from tests.browser.admin.live import Live, serve
from tests.browser.admin.people import SignIn
from tests.browser.look import Look

REASON = "=Ticket 4711"
PATIENCE = 60  # seconds; sealing takes one, counting two


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server on which two imitations, an order and a refusal are counted."""
    with serve(template, tmp_path_factory.mktemp("overview")) as live:
        shop = live.imitate("alice", "bob", reason=f"{REASON}: an order by telephone")
        added = {"productId": demo_id("product", "1"), "quantity": 2}
        assert live.ask("storefront/add-cart-item", shop, **added)["data"]
        assert live.ask("storefront/place-order", shop)["data"]
        live.imitate("alice", "heidi", access="READ_ONLY")
        alice, channel = live.agent("alice"), demo_id("channel", "Storefront")
        gina = {"customerId": live.customer("gina"), "salesChannelId": channel}
        assert live.ask("admin/generate-imitate-customer-token", alice, **gina)["errors"]
        until, auditor = time.monotonic() + PATIENCE, live.agent("victor")
        while not counted(live, auditor)["refusals"]:
            assert time.monotonic() < until, "nothing is counted"
            time.sleep(0.1)
        yield live


def counted(live: Live, auditor: dict[str, str]) -> dict[str, Any]:
    now = datetime.now(UTC)
    day = {"since": str(now - timedelta(days=1)), "until": str(now + timedelta(days=1))}
    return live.ask("admin/overview", auditor, **day)["data"]["imitationStatistics"]


@pytest.mark.parametrize(("locale", "width"), [("en-GB", 1280), ("de-DE", 390)])
def test_auditor_sees_what_happened_and_downloads_it(
    busy: Live, page: Page, look: Look, sign_in: SignIn
) -> None:
    sign_in(busy, "victor")
    page.goto(f"{busy.url}/admin/")
    page.locator(".tile").first.wait_for()

    expect(page).to_have_url(f"{busy.url}/admin/overview")
    expect(page.locator(".tile dd")).to_have_text(["2", "2", "1", "1"])
    plot = page.locator("canvas")
    plot.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".day-chart__told")).to_contain_text("2")
    page.wait_for_function(DRAWN)
    notices = page.locator(".new-browsers li")  # the auditor had asked by another client before
    expect(notices).to_have_count(1)
    look.at(page, "overview")
    notices.get_by_role("button").first.click()
    expect(notices).to_have_count(0)

    page.locator("#by-user").locator("..").locator("..").get_by_role("link").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    look.at(page, "audit-log-by-user")
    page.locator("input[type=search]").first.fill("ticket telephone")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    with page.expect_download() as saved:
        page.locator(".downloads a").first.click()
    with saved.value.path().open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(io.StringIO(file.read()))
    assert line["reason"] == f"'{REASON}: an order by telephone"

    rows.get_by_role("link").click()
    page.locator("dl").wait_for()
    page.locator("details summary").first.click()
    look.at(page, "imitation-with-order")


# Whether anything is drawn on the canvas.
DRAWN = """() => { const canvas = document.querySelector('canvas')
  const { width, height } = canvas
  return canvas.getContext('2d').getImageData(0, 0, width, height).data.some(Boolean) }"""


def test_administrator_sees_webhooks_keys_and_the_server_too(
    busy: Live, page: Page, look: Look, sign_in: SignIn
) -> None:
    sign_in(busy, "admin")
    page.goto(f"{busy.url}/admin/overview?days=7")

    expect(page.get_by_text("All webhooks are answered.")).to_be_visible()
    expect(page.get_by_text("No key expires within 30 days.")).to_be_visible()
    page.get_by_label("Time").select_option("Last 90 days")
    expect(page).to_have_url(f"{busy.url}/admin/overview?days=90")
    expect(page.locator("details tbody tr")).to_have_count(90)

    server = page.locator(".findings")
    expect(server.get_by_text("Public address", exact=True)).to_be_visible()
    server.locator("summary").click()
    expect(server.get_by_text("Triggers of the audit log", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    look.at(page, "overview-of-the-server")
