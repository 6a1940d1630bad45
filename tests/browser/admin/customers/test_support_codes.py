"""A customer makes a code in their account, and an agent types it into the dialog."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.people import Serve, SignIn, open_customer
from tests.browser.look import Look
from tests.support.shop import PASSWORD

ENGLISH = {
    "button": "Log in as customer",
    "field": "Support code",
    "wrong": re.compile("^This code does not count"),
    "email": "E-mail address",
    "password": "Password",
    "enter": "Sign in",
    "make": "Make a code",
}
GERMAN = {
    "button": "Als Kunde anmelden",
    "field": "Support-Code",
    "wrong": re.compile("^Dieser Code gilt nicht"),
    "email": "E-Mail-Adresse",
    "password": "Passwort",
    "enter": "Anmelden",
    "make": "Code erzeugen",
}


@pytest.mark.popups
@pytest.mark.parametrize(
    ("locale", "width", "name", "words"),
    [("en-GB", 1280, "carol", ENGLISH), ("de-DE", 390, "bob", GERMAN)],
)
def test_a_code_on_the_phone_opens_the_account(
    serve_with: Serve,
    page: Page,
    context: BrowserContext,
    *,
    sign_in: SignIn,
    look: Look,
    name: str,
    words: dict[str, Any],
) -> None:
    """Carol has one storefront, where Enter will do; Bob has several, in two languages."""
    live = serve_with(consent_required="call")
    address = live.outlet if name == "carol" else f"{live.url}/de"
    sign_in(live, "alice")
    open_customer(page, live, name)
    look.at(page, "code-card")
    page.get_by_role("button", name=words["button"]).press("Enter")
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label(words["field"])
    enter = field if name == "carol" else dialog.get_by_role("button", name=address)
    enter.press("Enter")  # the customer's page now says who asks
    expect(field).to_be_focused()
    look.at(page, "code-asked")

    code = _code(page, f"{name}@example.com", address, look, words)
    field.fill(f"{(int(code.replace(' ', '')) + 1) % 10**6:06}")
    enter.press("Enter")
    expect(field).to_have_accessible_description(words["wrong"])
    expect(field).to_be_focused()
    look.at(page, "code-wrong")
    field.fill(code)
    with context.expect_page() as opened:
        enter.press("Enter")

    expect(opened.value).to_have_url(f"{address}/account")
    expect(opened.value.locator("#support-code")).to_have_count(0)


def _code(page: Page, email: str, address: str, look: Look, words: dict[str, Any]) -> str:
    """The customer makes it, in a browser of their own."""
    assert page.context.browser
    own = page.context.browser.new_context(viewport=page.viewport_size, reduced_motion="reduce")
    shop = own.new_page()
    shop.goto(f"{address}/account/login")
    form = shop.get_by_role("main")
    form.get_by_label(words["email"]).fill(email)
    form.get_by_label(words["password"]).fill(PASSWORD)
    form.get_by_role("button", name=words["enter"]).click()
    expect(shop.get_by_text("Alice Agent")).to_be_visible()
    shop.get_by_role("button", name=words["make"]).press("Enter")
    code = shop.locator(".support-code").inner_text()
    look.at(shop, "code-made")
    own.close()
    page.bring_to_front()
    return code
