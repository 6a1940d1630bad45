"""GraphiQL shows an imitation in its first tabs, and asks no other host."""

from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live


def test_the_first_tab_runs(live: Live, page: Page) -> None:
    page.goto(f"{live.url}/graphql")
    expect(page.get_by_role("tab")).to_contain_text(
        ["SignIn", "FindCustomer", "GenerateToken", "Redeem", "Context"]
    )

    page.get_by_text('"imitate-demo"').first.wait_for()  # the editors are loaded
    page.get_by_role("button", name="Execute query").click()

    expect(page.locator(".result-window")).to_contain_text("accessToken")
    expect(page.locator(".result-window")).to_contain_text("alice")
