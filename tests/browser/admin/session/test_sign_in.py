"""Signing in to the administration, and the end of a session."""

from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn
from tests.browser.look import check_accessibility
from tests.support.shop import PASSWORD


def test_a_wrong_password_is_said_and_the_next_try_works(live: Live, page: Page) -> None:
    page.goto(f"{live.url}/admin/customers")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("No active user has this username")
    expect(page.get_by_label("Password")).to_have_value("")
    check_accessibility(page)

    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live.url}/admin/customers")
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()


def test_the_session_is_out_of_reach_of_scripts(live: Live, page: Page, sign_in: SignIn) -> None:
    sign_in(live, "alice")
    page.goto(f"{live.url}/admin/")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    (cookie,) = page.context.cookies()
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert cookie["value"] not in page.evaluate(kept)
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
