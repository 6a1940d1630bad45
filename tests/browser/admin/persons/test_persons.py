"""Administrators manage users and roles, and everyone their own password and sessions."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn
from tests.browser.look import Look
from tests.support.shop import PASSWORD

LABEL = "Imitate a customer login"
NEW = "a-password-of-her-own"


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, target: Locator) -> None:
    """Reach the element as people without a pointer do."""
    for _ in range(60):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab leads to {target}.")


def create_role(page: Page, live: Live, look: Look) -> None:
    page.goto(f"{live.url}/admin/roles")
    page.get_by_role("button", name="New role").click()
    dialog(page).get_by_label("Name").fill("Night shift")
    dialog(page).get_by_role("checkbox", name="View customers").check()
    dialog(page).get_by_role("checkbox", name=LABEL).check()
    look.at(page, "role-new")
    dialog(page).get_by_role("button", name="Create role").click()
    expect(page.get_by_role("region", name="Night shift")).to_contain_text("Nobody has this role")


def sign_in_over_it(page: Page) -> None:
    """The session of this page has ended; the keys are those of the sign-in over it."""
    again = page.get_by_role("dialog", name="Sign in again")
    again.get_by_label("Password").fill(PASSWORD)
    tab_to(page, again.get_by_role("button", name="Sign in"))
    page.keyboard.press("Enter")


def create_user(page: Page, live: Live, look: Look) -> None:
    page.goto(f"{live.url}/admin/users")
    page.get_by_role("button", name="New user").click()
    names = {"First name": "Nora", "Last name": "Night", "Username": "NORA", "Password": NEW}
    for label, value in names.items():
        dialog(page).get_by_label(label, exact=True).fill(value)
    email = dialog(page).get_by_label("E-mail")
    email.fill("alice@example.com")
    dialog(page).get_by_role("checkbox", name="Night shift").check()
    dialog(page).get_by_role("button", name="Create user").click()
    expect(email).to_be_focused()
    expect(dialog(page)).to_contain_text("This is in use already.")
    look.at(page, "user-new")
    email.fill("nora@example.com")
    live.change("UPDATE user_sessions SET ended_at = created_at")
    dialog(page).get_by_role("button", name="Create user").click()
    sign_in_over_it(page)
    expect(page.get_by_role("row").filter(has_text="nora@example.com")).to_contain_text(LABEL)


def test_a_new_user_gets_in_by_a_new_role_and_out_by_deactivation(
    live: Live, page: Page, sign_in: SignIn, browser: Browser, look: Look
) -> None:
    sign_in(live, "admin")
    create_role(page, live, look)
    create_user(page, live, look)
    nora = browser.new_context(locale="en-GB").new_page()
    nora.goto(f"{live.url}/admin/")
    nora.get_by_label("Username").fill("nora")
    nora.get_by_label("Password").fill(NEW)
    nora.get_by_role("button", name="Sign in").click()
    nora.get_by_role("link", name="Bob Builder").wait_for()

    page.get_by_role("link", name="nora").click()
    sessions = page.get_by_role("region", name="Sessions")
    expect(sessions).to_contain_text("127.0.0.1")
    look.at(page, "user")
    page.get_by_role("button", name="Deactivate").click()
    expect(dialog(page).get_by_role("listitem")).to_have_text(["1 session", "no live imitation"])
    dialog(page).get_by_role("button", name="Deactivate").click()

    expect(page.get_by_text("The user nora is inactive.")).to_be_visible()
    expect(sessions).to_contain_text("This user is not signed in.")
    nora.reload()
    expect(nora.get_by_role("heading", name="Sign in to the administration")).to_be_visible()
    nora.context.close()


@pytest.mark.parametrize(("locale", "width"), [("de-DE", 390)])
def test_password_and_sessions_without_a_pointer(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    elsewhere = live.agent("alice")
    sign_in(live, "alice")
    page.goto(f"{live.url}/admin/customers")
    tab_to(page, page.get_by_role("button", name="Menü"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("link", name="Alice Agent"))
    press(page, "Enter")
    current, new = page.get_by_label("Aktuelles Passwort"), page.get_by_label("Neues Passwort")

    tab_to(page, current)
    page.keyboard.type("wrong")
    tab_to(page, new)
    page.keyboard.type(NEW)
    press(page, "Enter")
    expect(page.get_by_text("Das ist nicht Dein aktuelles Passwort.")).to_be_visible()
    expect(current).to_be_focused()
    look.at(page, "profile")
    press(page, "Control+a")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_text("Dein Passwort ist geändert.")).to_be_visible()
    assert live.ask("admin/current-user", elsewhere)["errors"]

    answer = live.ask("admin/user-login", {}, username="alice", password=NEW)
    phone = {"authorization": f"Bearer {answer['data']['userLogin']['accessToken']}"}
    page.reload()
    tab_to(page, page.get_by_role("button", name="Überall sonst abmelden"))
    press(page, "Enter")
    expect(dialog(page).get_by_role("listitem")).to_contain_text(["1 Sitzung", "Imitation"])
    expect(dialog(page).get_by_role("button", name="Abbrechen")).to_be_focused()
    look.at(page, "sessions-end")
    press(page, "Tab", "Enter")
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("region", name="Sitzungen").get_by_role("row")).to_have_count(2)
    assert live.ask("admin/current-user", phone)["errors"]
