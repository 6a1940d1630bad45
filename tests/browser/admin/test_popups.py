"""A token that arrives too late after the click: browsers open no tab and do not report it."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import Serve, SignIn, hold_back, open_customer
from tests.browser.look import check_accessibility

pytestmark = pytest.mark.popups
# An expectation's polling would count as another click, so these tests sleep instead.
TOO_LATE = 5500  # ms; Chromium lets a click count for five seconds
SETTLED = 500  # ms


def choose_and_wait(page: Page, live: Live) -> Route:
    """Choose a shop, and answer when the click no longer allows a new tab."""
    open_customer(page, live, "bob")
    held = hold_back(page, "GenerateImitateCustomerToken")
    page.get_by_role("button", name="Log in as customer").click()
    page.get_by_role("button", name=f"{live.url} en-GB").click()
    page.wait_for_timeout(SETTLED)
    (route,) = held
    answer = route.fetch()
    page.wait_for_timeout(TOO_LATE)
    route.fulfill(response=answer)
    page.wait_for_timeout(SETTLED)
    return route


def test_a_late_answer_waits_for_another_click(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    choose_and_wait(page, live)
    assert len(context.pages) == 1
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Please make sure that opening popups windows are allowed.")
    check_accessibility(page)

    with context.expect_page() as opened:
        alert.get_by_role("button", name="Open shop").click()

    expect(opened.value).to_have_url(f"{live.url}/account")
    expect(opened.value.get_by_role("region", name="Imitation", exact=True)).to_contain_text(
        "Bob Builder"
    )
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_token_of_six_seconds_that_ran_out_while_waiting_is_made_anew(
    serve_with: Serve, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    live = serve_with(token_lifetime="6")
    sign_in(live, "alice")
    choose_and_wait(page, live)
    page.unroute_all()

    with context.expect_page() as opened:
        page.get_by_role("button", name="Open shop").click()

    expect(opened.value).to_have_url(f"{live.url}/account")


def test_the_browser_of_these_tests_blocks_popups(
    live: Live, page: Page, context: BrowserContext
) -> None:
    page.add_init_script("setTimeout(() => { window.opened = window.open('/admin/') }, 100)")
    page.goto(f"{live.url}/admin/")
    page.wait_for_timeout(SETTLED)
    assert page.evaluate("window.opened") is None
    assert len(context.pages) == 1
