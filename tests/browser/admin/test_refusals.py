"""What the administration shows where an imitation is refused."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from db.demo.shop import demo_id
from tests.browser.admin.german import choose, look_twice
from tests.browser.admin.live import Live
from tests.browser.admin.people import Serve, SignIn, answer_with, open_customer
from tests.browser.look import Look, check_accessibility
from tests.support.shop import PASSWORD

REASON = "Ticket 4711: the cart looks empty"
BUTTON = re.compile("^(Log in as c|Als Kunde)")
STRICT = {
    "consent_required": "always",
    "reason_required": "1",
    "reason_min_length": "4",
    "reason_pattern": "[0-9]{4}",
    "reason_categories": "Order,Delivery",
    "step_up_max_age": "600",
}
REASONS = {
    "gina": {"en-GB": "Guest accounts cannot be imitated."},
    "dave": {"de-DE": "Das Kundenkonto ist inaktiv.", "en-GB": "The customer account is inactive."},
    "bob": {
        "de-DE": "Die Einwilligung in die Imitation wurde am 01.06.2026",
        "en-GB": "The customer withdrew their consent to being imitated on 1 Jun",
    },
}


def test_eve_reads_why_not_and_the_server_refuses_her_too(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "eve")
    open_customer(page, live, "bob")

    button = page.get_by_role("button", name="Log in as customer")
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description(
        "You cannot log in as this customer: You lack the privilege “Imitate a customer login”."
    )
    check_accessibility(page)
    refused = live.ask(
        "admin/generate-imitate-customer-token",
        live.agent("eve"),
        customerId=live.customer("bob"),
        salesChannelId=demo_id("channel", "Storefront"),
    )
    (error,) = refused["errors"]
    assert error["extensions"]["code"] == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


def test_the_button_is_disabled_with_its_reason(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    withdrawn = "UPDATE customers SET imitation_consent = 0, imitation_consent_changed_at = ? "
    live.change(f"{withdrawn} WHERE id = ?", "2026-06-01 12:00:00.000000", live.customer("bob"))
    sign_in(live, "alice")
    for customer, reasons in REASONS.items():
        open_customer(page, live, customer)
        for language, reason in reasons.items():
            choose(page, language)
            expect(page.get_by_role("button", name=BUTTON)).to_be_disabled()
            expect(page.get_by_role("listitem").filter(has_text=reason)).to_be_visible()
        look_twice(page, look, f"refused-{customer}")


def test_heidi_must_have_consented_where_the_shop_asks_for_it(
    live: Live, serve_with: Serve, page: Page, sign_in: SignIn
) -> None:
    strict = serve_with(**STRICT)
    for server, allowed in ((live, True), (strict, False)):
        sign_in(server, "alice")
        open_customer(page, server, "heidi")
        button = page.get_by_role("button", name="Log in as customer")
        expect(button).to_be_enabled(enabled=allowed)
    expect(page.get_by_text("The customer has not consented to being imitated.")).to_be_visible()


def test_a_customer_deactivated_meanwhile_is_refused_with_the_reason(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "carol")
    live.change("UPDATE customers SET active = 0 WHERE id = ?", live.customer("carol"))

    page.get_by_role("button", name="Log in as customer").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Logging in as the customer failed.")
    expect(alert).to_contain_text("The customer account is inactive.")
    check_accessibility(page)


@pytest.mark.popups
def test_a_fault_of_the_server_is_not_called_a_blocked_popup(
    live: Live, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    sign_in(live, "alice")
    open_customer(page, live, "bob")
    fault = {"message": "Oops.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    answer_with(page, "GenerateImitateCustomerToken", {"data": None, "errors": [fault]})
    page.get_by_role("button", name="Log in as customer").click()

    page.get_by_role("button", name=f"{live.url} en-GB").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Logging in as the customer failed. Something went wrong")
    expect(page.get_by_text("popups")).to_have_count(0)
    check_accessibility(page)
    assert len(context.pages) == 1


@pytest.mark.popups
@pytest.mark.parametrize(
    ("locale", "width", "category", "reason"),
    [
        ("en-GB", 1280, "Please choose a category.", "Please give a reason: one line of 4 to 500"),
        ("de-DE", 390, "Bitte wähle eine Kategorie.", "Bitte gib einen Grund an: eine Zeile mit 4"),
    ],
)
def test_a_required_reason_is_asked_for(
    serve_with: Serve,
    page: Page,
    context: BrowserContext,
    *,
    sign_in: SignIn,
    look: Look,
    category: str,
    reason: str,
) -> None:
    live = serve_with(**STRICT)
    sign_in(live, "alice")
    open_customer(page, live, "carol")
    page.get_by_role("button", name=BUTTON).click()
    target = page.get_by_role("dialog").get_by_role("button", name=live.outlet)
    target.click()
    words, choice = page.locator("#imitate-reason"), page.locator("#imitate-category")
    expect(words).to_be_focused()
    expect(words).to_have_accessible_description(re.compile(f"^{reason}.*" + r"\[0-9\]\{4\}"))
    look.at(page, "reason-refused")
    words.fill("4711")
    target.click()
    expect(choice).to_be_focused()
    expect(choice).to_have_accessible_description(category)
    look.at(page, "category-refused")

    choice.select_option("Delivery")
    with context.expect_page() as opened:
        target.click()

    expect(opened.value).to_have_url(f"{live.outlet}/account")
    opened.value.close()  # a page behind another one draws a frame a second
    page.goto(f"{live.url}/admin/journal?category=Delivery")
    page.locator("td a").first.wait_for()
    look.at(page, "log-of-a-category")
    page.locator("td a").first.click()
    expect(page.locator("dd").filter(has_text="Delivery: 4711")).to_be_visible()
    look.at(page, "reason-with-category")


@pytest.mark.popups
def test_an_old_sign_in_is_renewed_on_the_spot(
    serve_with: Serve, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    live = serve_with(**STRICT)
    sign_in(live, "alice")
    live.change("UPDATE user_sessions SET created_at = '2020-01-01 00:00:00.000000'")
    open_customer(page, live, "carol")
    page.get_by_role("button", name="Choose access…").click()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_label("Category").select_option("Order")
    page.get_by_role("button", name=live.outlet).click()
    password = page.get_by_label("Please repeat your password to continue")
    password.fill("not the password")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("No active user has this username and password.")).to_be_visible()
    check_accessibility(page)

    password.fill(PASSWORD)
    with context.expect_page() as opened:
        page.get_by_role("button", name="Continue").click()

    expect(opened.value).to_have_url(f"{live.outlet}/account")
