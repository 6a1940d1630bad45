"""Second factors in the admin: a user has to add one, signs in with it, and is helped when lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyotp
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect

from tests.browser.admin.german import look_twice
from tests.browser.admin.keyboard import press, tab_to
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


def type_in(page: Page, text: str) -> None:
    """Into the field that has the focus already; Enter sends it."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def enter(page: Page, live: Live) -> None:
    """Type name and password under the name that WebAuthn knows this machine by."""
    page.goto(f"{live.outlet}/admin/sign-in")
    tab_to(page, "Username")
    page.keyboard.type("alice")
    tab_to(page, "Password")
    type_in(page, PASSWORD)


def set_app_up(page: Page, look: Look) -> Callable[[], str]:
    """Set an app up; the codes that it shows afterwards."""
    press(page, "Set up")
    app = pyotp.TOTP(dialog(page).locator("code").inner_text())
    expect(dialog(page).get_by_role("textbox", name="Code")).to_be_focused()
    look_twice(page, look, "factor-app")
    step = app.timecode(datetime.now(UTC))
    type_in(page, app.generate_otp(step))
    # Another one than the first, which was used up.
    return lambda: app.generate_otp(max(step + 1, app.timecode(datetime.now(UTC))))


def device(session: CDPSession) -> str:
    """A device that has no passkey yet."""
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return str(made["authenticatorId"])


def add_passkey(page: Page, name: str) -> None:
    press(page, "Add a passkey")
    expect(dialog(page).get_by_label("Name")).to_be_focused()
    type_in(page, name)


def test_from_the_first_factor_to_its_reset(
    serve_with: Serve, page: Page, context: BrowserContext, sign_in: SignIn, look: Look
) -> None:
    live = serve_with(**REQUIRED)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    enter(page, live)
    expect(page).to_have_url(f"{live.outlet}/admin/enrol")
    expect(page.get_by_role("button", name="Set up")).to_be_visible()
    look_twice(page, look, "factor-due")
    code = set_app_up(page, look)
    expect(dialog(page).get_by_text("shown once")).to_be_visible()
    look_twice(page, look, "factor-recovery-codes")
    press(page, "I have stored it")
    expect(page).to_have_url(f"{live.outlet}/admin/overview")

    page.goto(f"{live.outlet}/admin/profile")
    expect(page.get_by_role("button", name="Add a passkey")).to_be_visible()
    live.change("UPDATE user_sessions SET created_at = '2020-01-01 00:00:00.000000'")
    first = device(session)
    add_passkey(page, "Laptop")
    confirm(page, look, code)
    passkeys = page.locator(".factors__passkeys li")
    expect(passkeys).to_have_count(1)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    device(session)
    add_passkey(page, "Phone")
    expect(passkeys).to_have_count(2)
    look_twice(page, look, "factors")

    press(page, "Sign out")
    by_password_and_by_passkey(page, live, look)
    page.goto(f"{live.outlet}/admin/profile")
    expect(passkeys).to_have_count(2)
    press(page, "Remove passkey: Phone")
    expect(dialog(page)).to_be_visible()
    press(page, "Remove")
    expect(passkeys).to_have_count(1)
    expect(page.get_by_role("button", name="Remove passkey: Laptop")).to_be_focused()

    press(page, "Sign out")
    press(page, "Use a passkey")
    expect(page.get_by_role("alert")).to_contain_text("not accepted here")
    page.goto(f"{live.url}/admin/sign-in")
    press(page, "Use a passkey")
    expect(page.get_by_role("alert")).to_contain_text("localhost")

    sign_in(live, "admin")
    reset(page, live, look)


def confirm(page: Page, look: Look, code: Callable[[], str]) -> None:
    """That it is the user, by password and code; at first with a wrong one."""
    again = page.get_by_role("dialog", name="Please confirm that it is you")
    expect(again.get_by_label("Password")).to_be_focused()
    look_twice(page, look, "factor-step-up")
    type_in(page, PASSWORD)
    expect(again.get_by_label("Code")).to_be_focused()
    type_in(page, "000 000")
    expect(again.get_by_role("alert")).to_contain_text("wrong or was used")
    look_twice(page, look, "factor-step-up-refused")
    tab_to(page, "Code")
    type_in(page, code())


def by_password_and_by_passkey(page: Page, live: Live, look: Look) -> None:
    """The page asks for a code after the password; the user goes back, and takes the passkey."""
    enter(page, live)
    expect(page.get_by_label("Code")).to_be_focused()
    look_twice(page, look, "factor-code")
    press(page, "Back")
    press(page, "Use a passkey")
    expect(page).to_have_url(f"{live.outlet}/admin/overview")


def reset(page: Page, live: Live, look: Look) -> None:
    page.goto(f"{live.url}/admin/users")
    page.get_by_role("link", name="Alice").first.press("Enter")
    page.get_by_role("button", name="Reset factors").press("Enter")
    expect(dialog(page)).to_be_visible()
    look_twice(page, look, "factor-reset")
    tab_to(page, "Reset factors")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Second factor missing")).to_be_visible()
