"""From the customer's card to the customer's account in the shop, and back."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.admin.keyboard import tab_to
from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn, open_customer
from tests.browser.look import check_accessibility
from tests.browser.watch import Watch
from tests.support.shop import PASSWORD

pytestmark = pytest.mark.popups


def test_from_signing_in_to_logging_out(live: Live, page: Page, context: BrowserContext) -> None:
    page.goto(f"{live.url}/admin/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Customers").click()
    page.get_by_role("searchbox").fill("bob@")
    page.get_by_role("link", name="Bob Builder").click()
    page.get_by_role("button", name="Log in as customer", exact=True).click()
    dialog = page.get_by_role("dialog", name="Log in as Bob Builder")
    expect(dialog).to_contain_text("Please remember to log out after you have finished your work.")
    check_accessibility(page)

    with context.expect_page() as opened, context.expect_event("request", _is_landing) as landing:
        dialog.get_by_role("button", name=f"{live.url} en-GB").click()
    shop = opened.value

    expect(shop).to_have_url(f"{live.url}/account")
    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("You are acting as Bob Builder")
    expect(banner).to_contain_text("You are Alice Agent")
    assert shop.evaluate("window.opener") is None
    assert landing.value.header_value("origin") == live.url
    assert set(landing.value.post_data_json or {}) == {"token", "customerId", "userId"}
    assert "?" not in landing.value.url
    expect(page.get_by_text("The shop has opened in a new tab, as Bob Builder.")).to_be_visible()

    banner.get_by_role("button", name="End imitation").click()
    expect(shop).to_have_url(re.compile("/admin/customers/"))
    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_be_hidden()
    page.bring_to_front()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to the administration")).to_be_visible()
    page.goto(f"{live.url}/admin/customers")
    expect(page.get_by_label("Username")).to_be_visible()


@pytest.mark.parametrize("locale", ["de-DE"])
def test_german_throughout(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "bob")
    expect(page.locator("html")).to_have_attribute("lang", "de-DE")
    page.get_by_role("button", name="Als Kunde anmelden").click()
    dialog = page.get_by_role("dialog", name="Anmelden als Bob Builder")
    expect(dialog.get_by_role("button", name="Dialog schließen")).to_be_visible()
    check_accessibility(page)

    with context.expect_page() as opened:
        dialog.get_by_role("button", name=f"{live.url}/de").click()

    expect(opened.value).to_have_url(f"{live.url}/de/account")
    expect(opened.value.locator("html")).to_have_attribute("lang", re.compile("^de"))
    expect(page.get_by_text("in einem neuen Tab geöffnet, als Bob Builder")).to_be_visible()


def test_by_keyboard_alone(live: Live, page: Page, context: BrowserContext) -> None:
    page.goto(f"{live.url}/admin/customers")
    tab_to(page, "Username")
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()
    tab_to(page, "Search by name, e-mail, number or order")
    page.keyboard.type("bob@")
    expect(page.get_by_role("row")).to_have_count(2)
    tab_to(page, "Bob Builder")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bob Builder")).to_be_visible()
    tab_to(page, "Log in as customer")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_focused()
    for _ in range(20):  # more than the dialog has elements: the focus stays in it
        page.keyboard.press("Tab")
        assert dialog.evaluate("(it) => it.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Log in as customer", exact=True)).to_be_focused()

    page.keyboard.press("Enter")
    expect(
        dialog
    ).to_be_focused()  # a Tab earlier would focus the dialog itself, which has every name
    tab_to(page, f"{live.url}/de")
    with context.expect_page() as opened:
        page.keyboard.press("Enter")

    expect(opened.value).to_have_url(f"{live.url}/de/account")


def test_who_clicks_before_the_search_has_begun_gets_what_was_clicked(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/CustomerDetail*.js", hold)
    page.goto(f"{live.url}/admin/customers")
    page.get_by_role("link", name="Bob Builder").wait_for()

    page.get_by_role("searchbox").fill("bob@")
    page.get_by_role("link", name="Bob Builder").click()
    page.wait_for_timeout(500)  # the search begins after 300 ms without typing
    for route in held:
        route.continue_()

    expect(page.get_by_role("button", name="Log in as customer", exact=True)).to_be_visible()


def test_a_bound_customer_has_one_shop_and_needs_no_dialog(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "carol")

    with context.expect_page() as opened:
        page.get_by_role("button", name="Log in as customer", exact=True).click()

    expect(opened.value).to_have_url(f"{live.outlet}/account")
    expect(opened.value.get_by_role("region", name="Imitation", exact=True)).to_contain_text(
        "Carol Carter"
    )
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_look_only_with_a_reason(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "bob")
    page.get_by_role("button", name="Log in as customer", exact=True).click()
    page.get_by_label("Reason (optional)").fill("Ticket 4711: the cart looks empty")
    page.get_by_role("radio", name="Look only").check()

    with context.expect_page() as opened:
        page.get_by_role("button", name=f"{live.outlet} ").click()

    expect(opened.value.get_by_role("region", name="Imitation", exact=True)).to_contain_text(
        "Look only"
    )


def test_a_headless_channel_hands_out_the_token(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    sign_in(live, "alice")
    open_customer(page, live, "bob")
    page.get_by_role("button", name="Log in as customer", exact=True).click()

    page.get_by_role("button", name="Copy one-time token").click()

    expect(page.get_by_text("Copied. It works once, until")).to_be_visible()
    assert len(page.evaluate("navigator.clipboard.readText()")) >= 43
    check_accessibility(page)


def test_the_policy_closes_other_addresses(live: Live, page: Page, watch: Watch) -> None:
    page.goto(f"{live.url}/admin/")
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.evaluate(
            """() => {
              const form = document.createElement('form')
              Object.assign(form, {action: 'http://127.0.0.1:9/', target: '_blank'})
              document.body.append(form)
              form.submit()
            }"""
        )
    watch.forgive("form-action")


def _is_landing(request: object) -> bool:
    return str(getattr(request, "url", "")).endswith("/account/login/imitate-customer")
