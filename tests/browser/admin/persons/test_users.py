"""The page of users, and the pages that each role permits."""

from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn, open_customer
from tests.browser.look import check_accessibility

LABEL = "Imitate a customer login"


def test_users_are_listed_with_roles_and_privileges(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/users")

    alice = page.get_by_role("row").filter(has_text="alice@example.com")
    expect(alice).to_contain_text("Support")
    expect(alice).to_contain_text(LABEL)
    expect(page.get_by_role("row").filter(has_text="eve@")).not_to_contain_text(LABEL)
    expect(page.get_by_role("row").filter(has_text="ines@")).to_contain_text("Inactive")
    page.get_by_role("searchbox").fill("victor")
    expect(page.get_by_role("row")).to_have_count(2)
    check_accessibility(page)


def test_a_privilege_given_to_a_role_reaches_its_users(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/roles")
    page.get_by_role("button", name="Edit Catalogue").click()
    page.get_by_role("dialog").get_by_role("checkbox", name=LABEL).check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.get_by_text("The role Catalogue is saved.")).to_be_visible()
    page.context.clear_cookies()
    sign_in(live, "eve")
    open_customer(page, live, "bob")
    expect(page.get_by_role("button", name="Log in as customer")).to_be_enabled()


def test_pages_without_privilege_are_neither_offered_nor_opened(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "eve")
    for path in ("users", "integrations", "webhooks"):
        page.goto(f"{live.url}/admin/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("No access to this page")

    navigation = page.get_by_role("navigation", name="Main navigation")
    expect(navigation.get_by_role("link")).to_have_text(["Customers", "Sales Channels"])
