"""An agent asks for full access, a lead decides, the agent goes on, the customer reads of it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db.demo.shop import demo_id
from tests.browser.admin.german import look_twice
from tests.browser.admin.live import Live
from tests.browser.admin.people import open_customer, sign_in
from tests.browser.asking import PATIENCE
from tests.browser.look import Look
from tests.browser.watch import Watch
from tests.support.shop import PASSWORD

REASON = "Ticket 4711: an order by telephone"
NO = "The order is on its way already"
APPROVE, REFUSE = re.compile("^Approve"), re.compile("^Refuse")
LOG_IN = re.compile("^Log in as customer")
WAITS = "Your request waits"
PRIVILEGES = ["customer:read", "imitation:approve", "imitation:read", "sales_channel:read"]

pytestmark = pytest.mark.popups


@pytest.fixture
def careful(live: Live) -> Live:
    """Bob's account needs approvals, which Victor, the lead, may give."""
    live.change("UPDATE customers SET needs_approval = 1 WHERE id = ?", live.customer("bob"))
    lead = {"id": demo_id("role", "Auditor"), "input": {"privileges": PRIVILEGES}}
    assert live.ask("admin/update-role", live.agent("admin"), **lead)["data"]
    return live


@pytest.fixture
def elsewhere(browser: Browser, locale: str, width: int) -> Iterator[BrowserContext]:
    """The browser of another person."""
    context = browser.new_context(
        locale=locale,
        timezone_id="Europe/Berlin",
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    watch = Watch.on(context)
    yield context
    context.close()
    assert watch.faults == []


def test_from_the_request_to_what_the_customer_reads(
    careful: Live,
    page: Page,
    context: BrowserContext,
    elsewhere: BrowserContext,
    look: Look,
) -> None:
    shop = careful.url
    lead = elsewhere.new_page()
    sign_in(page, careful, "alice")
    sign_in(lead, careful, "victor")

    _ask(page, careful, f"{shop} en-GB")
    look_twice(page, look, "request-waits")
    lead.goto(f"{careful.url}/admin/requests")
    expect(lead.locator(".count-badge:visible").first).to_have_text(re.compile("^1"))
    look_twice(lead, look, "requests-of-others")
    lead.get_by_role("button", name=APPROVE).click()
    look_twice(lead, look, "request-approve")
    lead.get_by_role("dialog").get_by_role("button", name=APPROVE).click()
    expect(lead.locator("section").first.get_by_role("status")).to_be_visible()
    _see_again(page)
    expect(page.get_by_role("dialog")).to_contain_text("Victor Vigil")
    look_twice(page, look, "request-approved")
    with context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("button", name=f"{shop} en-GB").click()
    expect(opened.value).to_have_url(f"{shop}/account")
    opened.value.close()  # a page behind another one draws a frame a second

    _ask_elsewhere(careful)
    lead.reload()
    lead.get_by_role("button", name=REFUSE).click()
    lead.locator("input[name=reason]").fill(NO)
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("cell", name=NO)).to_be_visible()
    page.goto(f"{careful.url}/admin/requests")
    expect(page.get_by_role("cell", name=NO)).to_be_visible()
    look_twice(page, look, "requests-own")

    _withdraw(lead, shop)
    open_customer(page, careful, "bob")
    expect(page.get_by_role("button", name=LOG_IN)).to_be_disabled()


def _ask(page: Page, live: Live, target: str) -> None:
    """Ask for full access to Bob's account, and wait."""
    open_customer(page, live, "bob")
    page.get_by_role("button", name=LOG_IN).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[value=FULL]").check()
    page.locator("#imitate-reason").fill(REASON)
    dialog.get_by_role("button", name=target).click()
    expect(dialog.get_by_text(WAITS)).to_be_visible()


def _ask_elsewhere(live: Live) -> None:
    """Ask once more, as Alice in another browser."""
    asked = {
        "customerId": live.customer("bob"),
        "salesChannelId": demo_id("channel", "Storefront"),
        "reason": REASON,
    }
    assert live.ask("admin/request-imitation", live.agent("alice"), **asked)["data"]


def _see_again(page: Page) -> None:
    """Come back to the page, which then asks at once and not after its seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _withdraw(page: Page, shop: str) -> None:
    """As Bob, in the shop: read who was in the account, and withdraw the consent."""
    page.goto(f"{shop}/account/login")
    page.locator("input[name=email]").fill("bob@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shop}/account")
    expect(page.get_by_text(REASON)).to_be_visible()
    page.locator("form[action$='/account/consent'] button").click()
    page.wait_for_url("**/account?notice=consent")
