"""Every page, in both languages, on a phone and a desktop: its layout, and axe's checks."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.look import Look
from tests.browser.storefront.stage import Stage
from tests.browser.storefront.ways import come_in, press_the_button, sign_in

LANGUAGES = pytest.mark.parametrize("root", ["", "/de"])


@pytest.fixture
def look(request: pytest.FixtureRequest, root: str) -> Look:
    """Checks pages; keeps pictures with `--screenshots`."""
    return Look(request.config.getoption("--screenshots"), root[1:] or "en")


@LANGUAGES
def test_pages_of_a_visitor(page: Page, stage: Stage, look: Look, root: str) -> None:
    shop = stage.shop + root
    for name, path in {
        "products": "/",
        "search": "/?q=lamp",
        "nothing-found": "/?q=zzz",
        "cart-empty": "/cart",
        "sign-in": "/account/login",
        "not-found": "/nowhere",
        "not-like-this": "/account/imitation/end",
        "no-sense": "/?after=x",
    }.items():
        page.goto(shop + path)
        look.at_both_widths(page, name)
    page.goto(f"{shop}/?q=mug")
    page.get_by_role("main").locator(".product button").first.click()
    look.at_both_widths(page, "cart-guest")


@LANGUAGES
def test_pages_of_a_customer(
    browser: Browser, page: Page, stage: Stage, look: Look, root: str
) -> None:
    theirs = come_in(browser.new_page(), stage, reason="Ticket 4711: wrong size ordered")
    theirs.goto(f"{stage.shop}/?q=lamp")
    theirs.locator(".product button").first.click()
    theirs.get_by_role("button", name="Place order").click()
    theirs.wait_for_url("**/account?notice=ordered")
    theirs.goto(f"{stage.shop}/?q=teapot")
    theirs.locator(".product button").first.click()
    theirs.context.close()
    sign_in(page, stage, "bob@example.com")
    shop = stage.shop + root

    page.goto(f"{shop}/account?notice=profile")
    page.locator("summary").first.click()
    look.at_both_widths(page, "account")
    page.goto(f"{shop}/cart")
    look.at_both_widths(page, "cart")
    page.goto(f"{shop}/account")
    page.locator("input[name=currentPassword]").first.fill("wrong")
    page.locator("input[name=email]").fill("bob@example.org")
    page.locator("form[action$='/account/email'] button").click()
    look.at_both_widths(page, "account-problem")
    page.locator("form[action$='/account/consent'] button").click()
    page.wait_for_url("**/account?notice=consent")
    look.at_both_widths(page, "account-withdrawn")


@LANGUAGES
@pytest.mark.parametrize("access", ["FULL", "READ_ONLY"])
def test_pages_of_an_imitator(page: Page, stage: Stage, look: Look, root: str, access: str) -> None:
    shop = come_in(page, stage, path=root, access=access)
    if access == "FULL":
        shop.goto(f"{stage.shop}{root}/?q=lamp")
        shop.locator(".product button").first.click()
    for name, path in {
        "account": "/account",
        "products": "/",
        "cart": "/cart",
        "not-found": "/nowhere",
    }.items():
        shop.goto(stage.shop + root + path)
        look.at_both_widths(shop, f"imitated-{access.lower()}-{name}")
    stage.change("UPDATE users SET active = 0 WHERE username = 'alice'")
    shop.reload()
    look.at_both_widths(shop, f"imitation-ended-{access.lower()}")


@LANGUAGES
def test_a_refused_landing(page: Page, stage: Stage, look: Look, root: str) -> None:
    come_in(page, stage, path=root)

    again = press_the_button(page, stage)

    look.at_both_widths(again, "landing-refused")
    expect(again.get_by_role("alert")).to_be_visible()
