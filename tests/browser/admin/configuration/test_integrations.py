"""An administrator creates an integration, whose secret is shown once, rotates and deletes it."""

import httpx
from playwright.sync_api import Page, expect

from tests.browser.admin.configuration.conftest import LookAt, kept
from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn
from tests.browser.asking import PATIENCE, TLS
from tests.browser.watch import Watch, history


def status(live: Live, client_id: str, secret: str) -> int:
    """The status with which the server answers these credentials."""
    return httpx.post(
        f"{live.url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client_id, secret),
        timeout=PATIENCE,
        verify=TLS,
    ).status_code


def test_a_secret_is_shown_once_rotated_and_gone(
    live: Live, page: Page, sign_in: SignIn, watch: Watch, look_at: LookAt
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/integrations")
    page.get_by_text("There are no integrations yet.").wait_for()
    page.get_by_role("button", name="New integration").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Warehouse")
    page.get_by_role("checkbox", name="Catalogue").check()
    page.get_by_role("button", name="Create").click()

    dialog = page.get_by_role("dialog", name="Secret of Warehouse")
    secret = dialog.get_by_role("group", name="Secret").locator("code").inner_text()
    client_id = dialog.get_by_role("group", name="Client ID").locator("code").inner_text()
    assert status(live, client_id, secret) == 200
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert")).to_have_text("The secret cannot be shown again.")
    look_at("secret", 390)
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    assert secret not in kept(page)
    dialog.get_by_role("button", name="I have stored it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Warehouse")
    assert secret not in page.content() + kept(page)
    assert secret not in watch.everything() + " ".join(history(page))
    look_at("integration")

    page.get_by_role("button", name="New secret").click()
    again = page.get_by_role("dialog")
    again.get_by_label("The old secret lives on").select_option("for an hour")
    expect(again.get_by_role("listitem")).to_contain_text("end in an hour")
    again.get_by_role("button", name="New secret").click()
    newer = dialog.get_by_role("group", name="Secret").locator("code").inner_text()
    assert (status(live, client_id, secret), status(live, client_id, newer)) == (200, 200)
    dialog.get_by_role("button", name="I have stored it").click()

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The integration Warehouse is deleted.")).to_be_visible()
    expect(page.get_by_text("There are no integrations yet.")).to_be_visible()
    assert status(live, client_id, newer) == 401
