"""An agent who may only look asks for full access by keyboard; the customer reads of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import Look
from tests.browser.storefront.stage import Stage
from tests.browser.storefront.ways import come_in, sign_in

REASON = "Ticket 4711: the voucher is not taken off"
BLANKS = " " * 10  # long enough for the browser, but no reason


@pytest.mark.parametrize(("root", "width"), [("", 1280), ("/de", 390)])
def test_from_the_banner_to_what_the_customer_reads(
    page: Page, stage: Stage, request: pytest.FixtureRequest, *, root: str, width: int
) -> None:
    look = Look(request.config.getoption("--screenshots"), f"{root[1:] or 'en'}-{width}")
    stage.change(
        "INSERT INTO role_privileges (role_id, privilege) "
        "SELECT id, 'imitation:upgrade' FROM roles WHERE name = 'Support'"
    )
    shop = come_in(page, stage, path=root, access="READ_ONLY")
    shop.goto(f"{stage.shop}{root}/cart")
    shop.locator(".banner a").press("Enter")
    reason = shop.locator("#reason")
    reason.fill(BLANKS)
    reason.press("Enter")
    expect(shop.get_by_role("alert")).to_be_visible()
    expect(reason).to_be_focused()
    look.at(shop, "full-access-unfit")

    reason.fill(REASON)
    reason.press("Enter")

    shop.wait_for_url(f"{stage.shop}{root}/cart?notice=full-access")
    expect(shop.locator(".banner a")).to_have_count(0)
    look.at(shop, "full-access-given")
    shop.locator(".line-remove button").first.click()
    shop.wait_for_url("**/cart?notice=removed")
    shop.locator(".button-end").click()
    sign_in(page, stage, "bob@example.com")
    page.goto(f"{stage.shop}{root}/account")
    expect(page.locator(".accesses")).to_contain_text(REASON)
    look.at(page, "full-access-read")
