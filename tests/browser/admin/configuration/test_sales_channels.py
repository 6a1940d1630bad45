"""An administrator creates a sales channel, replaces its key and closes it; eve reads alone."""

from playwright.sync_api import Page, expect

from db.demo.shop import access_key, demo_id
from tests.browser.admin.configuration.conftest import LookAt
from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn

CONTEXT = "storefront/context"


def test_a_channel_is_created_with_its_domains(
    live: Live, page: Page, sign_in: SignIn, look_at: LookAt
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/sales-channels")
    page.get_by_role("row").filter(has_text="Outlet").wait_for()
    look_at("sales-channels", 1280)
    page.get_by_role("button", name="New Sales Channel").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Partner shop")
    page.get_by_label("Type").select_option("External shop")
    page.get_by_label("Landing path").fill("/support/landing")
    page.get_by_role("button", name="Add domain").click()
    expect(page.get_by_label("Address")).to_be_focused()
    page.get_by_label("Address").fill("shop.example")

    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_have_text("An address looks like https://shop.example/de.")
    expect(page.get_by_label("Address")).to_be_focused()
    page.get_by_label("Address").fill("https://Shop.example/")
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Partner shop")
    expect(page.get_by_label("Address")).to_have_value("https://shop.example")
    look_at("sales-channel")
    made = live.ask("admin/sales-channels", live.agent("admin"))["data"]["salesChannels"]
    (partner,) = [channel for channel in made if channel["name"] == "Partner shop"]
    assert (partner["type"], partner["landingPath"]) == ("EXTERNAL", "/support/landing")
    assert page.get_by_text(partner["accessKey"]).is_visible()


def test_what_ends_is_named_before_it_ends(live: Live, page: Page, sign_in: SignIn) -> None:
    shop = live.imitate("alice", "bob")
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/sales-channels/{demo_id('channel', 'Storefront')}")
    page.get_by_role("button", name="Replace key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_contain_text("The old access key")
    dialog.get_by_role("button", name="Replace key").click()
    expect(page.get_by_text("Storefront has a new access key.")).to_be_visible()
    shown = page.get_by_role("group", name="Access key").locator("code")
    expect(shown).not_to_have_text(access_key("Storefront"))
    new = shown.inner_text()
    assert live.ask(CONTEXT, shop)["errors"]
    renewed = {**shop, "sw-access-key": new}
    assert live.ask(CONTEXT, renewed)["data"]["context"]["imitated"] is True

    page.get_by_label("Active: the shop is open").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("listitem").first).to_have_text(
        "Every session and imitation in this Sales Channel."
    )
    expect(dialog).to_contain_text("1 imitation is live there now.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert live.ask(CONTEXT, renewed)["data"]["context"]["imitated"] is True
    page.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The Sales Channel Storefront is saved.")).to_be_visible()
    assert live.ask(CONTEXT, renewed)["errors"]


def test_eve_reads_and_changes_nothing(live: Live, page: Page, sign_in: SignIn) -> None:
    sign_in(live, "eve")
    page.goto(f"{live.url}/admin/sales-channels")
    page.get_by_role("link", name="Outlet").wait_for()
    expect(page.get_by_role("button", name="New Sales Channel")).to_have_count(0)
    page.get_by_role("link", name="Outlet").click()

    expect(page.get_by_text(access_key("Outlet"))).to_be_visible()
    expect(page.get_by_label("Name")).not_to_be_editable()
    expect(page.get_by_label("Address")).to_be_disabled()
    expect(page.locator("main").get_by_role("button")).to_have_text(["Copy"])
    page.goto(f"{live.url}/admin/sales-channels/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("No access to this page")
