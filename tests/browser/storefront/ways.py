"""Steps that customers and users repeat in a browser."""

from playwright.sync_api import Page

from tests.browser.storefront.stage import Stage
from tests.support.shop import PASSWORD


def press_the_button(page: Page, stage: Stage, name: str = "bob") -> Page:
    """Press the button on the customer's card; answers the new tab."""
    page.goto(stage.card(name))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Log in as customer").click()
    opened.value.wait_for_load_state()
    return opened.value


def come_in(page: Page, stage: Stage, name: str = "bob", *, path: str = "", **others: str) -> Page:
    """Enter the shop as a customer, in a new tab."""
    stage.prepare(name, path=path, **others)
    shop = press_the_button(page, stage, name)
    shop.wait_for_url(f"{stage.shop}{path}/account")
    return shop


def sign_in(page: Page, stage: Stage, email: str = "customer1@example.com") -> None:
    """Sign in as a customer, with the password."""
    page.goto(f"{stage.shop}/account/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{stage.shop}/account")
