"""Second factors in the admin: a user has to add one, signs in with it, and is helped when lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyotp
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import Serve, SignIn
from tests.browser.look import Look
from tests.support.shop import PASSWORD

REQUIRED = {"factor_required_roles": "Support", "step_up_roles": "admin=600"}
LONG_AGO = "UPDATE user_sessions SET created_at = '2020-01-01 00:00:00.000000'"
AGAIN = "Please confirm that it is you"
DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, live: Live) -> None:
    """Type name and password under the name that WebAuthn knows this machine by."""
    page.goto(f"{live.outlet}/admin/sign-in")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def set_app_up(page: Page, look: Look) -> Callable[[int], str]:
    """Set an app up; its codes, by how many steps of 30 seconds they are later."""
    press(page, "Set up")
    secret = dialog(page).locator("code").inner_text()
    look.at(page, "factor-app")
    app = pyotp.TOTP(secret)
    step = app.timecode(datetime.now(UTC))
    dialog(page).get_by_role("textbox", name="Code").fill(app.generate_otp(step))
    press(page, "Confirm")
    return lambda steps: app.generate_otp(step + steps)


def device(session: CDPSession) -> str:
    """A device that has no passkey yet."""
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return str(made["authenticatorId"])


def add_passkey(page: Page, name: str) -> None:
    press(page, "Add a passkey")
    dialog(page).get_by_label("Name").fill(name)
    dialog(page).get_by_role("button", name="Continue").click()


def test_from_the_first_factor_to_its_reset(
    serve_with: Serve, page: Page, context: BrowserContext, sign_in: SignIn, look: Look
) -> None:
    live = serve_with(**REQUIRED)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    enter(page, live)
    expect(page).to_have_url(f"{live.outlet}/admin/enrol")
    look.at(page, "factor-due")
    code = set_app_up(page, look)
    expect(dialog(page).get_by_text("shown once")).to_be_visible()
    look.at(page, "factor-recovery-codes")
    press(page, "I have stored it")
    expect(page).to_have_url(f"{live.outlet}/admin/overview")

    page.goto(f"{live.outlet}/admin/profile")
    live.change(LONG_AGO)
    first = device(session)
    add_passkey(page, "Laptop")
    again = page.get_by_role("dialog", name=AGAIN)
    look.at(page, "factor-step-up")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    again.get_by_label("Code").fill("000 000")
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("alert")).to_contain_text("wrong or was used")
    again.get_by_label("Code").fill(code(1))
    look.at(page, "factor-code")
    again.get_by_role("button", name="Sign in").click()
    passkeys = page.locator(".factors__passkeys li")
    expect(passkeys).to_have_count(1)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    device(session)
    add_passkey(page, "Phone")
    expect(passkeys).to_have_count(2)
    look.at(page, "factors")

    press(page, "Sign out")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{live.outlet}/admin/overview")
    page.goto(f"{live.outlet}/admin/profile")
    press(page, "Remove passkey: Phone")
    dialog(page).get_by_role("button", name="Remove").click()
    expect(passkeys).to_have_count(1)
    in_german(page, look)

    press(page, "Abmelden")
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("alert")).to_contain_text("gilt hier nicht")
    page.goto(f"{live.url}/admin/sign-in")
    page.get_by_role("button", name="passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("localhost")

    sign_in(live, "admin")
    reset(page, live, look)


def in_german(page: Page, look: Look) -> None:
    """On a telephone."""
    page.get_by_label("Language").first.select_option("de-DE")
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("heading", name="Zweite Faktoren")).to_be_visible()
    look.at(page, "factors-german")
    page.set_viewport_size({"width": 1280, "height": 800})


def reset(page: Page, live: Live, look: Look) -> None:
    page.goto(f"{live.url}/admin/users")
    page.get_by_role("link", name="Alice").first.click()
    live.change(LONG_AGO)
    press(page, "Reset factors")
    look.at(page, "factor-reset")
    dialog(page).get_by_role("button", name="Reset factors").click()
    again = page.get_by_role("dialog", name=AGAIN)
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Second factor missing")).to_be_visible()
