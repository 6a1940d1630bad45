"""A page goes on, or says what to do: its session ends, its files are gone, a shop has moved."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn, open_customer
from tests.browser.look import Look, check_accessibility
from tests.browser.watch import Watch
from tests.support.shop import PASSWORD

REASON = "Ticket 4711: the cart looks empty"


def test_a_session_that_ends_while_a_form_is_full_loses_nothing(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn, look: Look
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "bob")
    page.get_by_role("button", name="Log in as customer").click()
    page.get_by_label("Reason (optional)").fill(REASON)
    page.wait_for_load_state("networkidle")  # else a question of the page itself may be the first
    live.change("DELETE FROM user_sessions")

    page.get_by_role("button", name=f"{live.outlet} ").click()
    again = page.get_by_role("dialog", name="Sign in again")
    expect(again.get_by_label("Username")).to_have_value("alice")
    expect(again.get_by_label("Password")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    look.at(page, "sign-in-again")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("No active user has this username")
    again.get_by_label("Password").fill(PASSWORD)
    with context.expect_page() as opened:
        page.keyboard.press("Enter")

    expect(opened.value).to_have_url(f"{live.outlet}/account")
    expect(again).to_be_hidden()
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("row").filter(has_text=REASON)).to_have_count(1)


def test_a_tab_begins_anew_where_another_user_signs_in_beside_it(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/users")
    expect(page.get_by_role("link", name="Ada Admin")).to_be_visible()
    beside = context.new_page()
    beside.goto(f"{live.url}/admin/sign-in")

    beside.get_by_label("Username").fill("eve")
    beside.get_by_label("Password").fill(PASSWORD)
    beside.keyboard.press("Enter")

    expect(beside).to_have_url(f"{live.url}/admin/customers")
    expect(page).to_have_url(f"{live.url}/admin/customers")
    expect(page.get_by_role("link", name="Eve Editor")).to_be_visible()


def test_a_page_older_than_the_server_offers_to_load_anew(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn, watch: Watch
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/customers")
    page.get_by_role("link", name="Carol Carter").wait_for()
    moved = live.outlet.replace("localhost", "other.localhost")
    live.change(
        "UPDATE sales_channel_domains SET url = ? WHERE url LIKE ?", moved, f"{live.outlet}%"
    )
    offer = page.get_by_role("alert")

    page.get_by_role("link", name="Carol Carter").click()
    page.get_by_role("button", name="Log in as customer", exact=True).click()
    expect(offer).to_contain_text("The shop has a new address")
    expect(page.get_by_text("has opened in a new tab")).to_have_count(0)
    check_accessibility(page)
    watch.forgive("form-action")
    page.get_by_role("button", name="Load anew").click()
    expect(offer).to_have_count(0)
    with context.expect_page() as opened:
        page.get_by_role("button", name="Log in as customer").click()
    expect(opened.value).to_have_url(f"{moved}/account")

    page.route("**/assets/Roles*.js", lambda route: route.fulfill(status=404))
    page.get_by_role("link", name="Roles").click()
    expect(offer).to_contain_text("This page could not be loaded.")
    watch.forgive("Roles")
    page.unroute_all()
    page.get_by_role("button", name="Load anew").click()
    expect(page.get_by_role("heading", name="Roles", level=1)).to_be_visible()
