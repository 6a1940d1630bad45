"""Every page and state, in both languages, at a desk and on a phone: it fits and shuts nobody out.

`pytest tests/browser/admin/test_looks.py --screenshots var/looks` keeps the pictures.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.admin.german import choose, look_twice
from tests.browser.admin.live import Live
from tests.browser.admin.people import Serve, SignIn, answer_with, open_customer
from tests.browser.look import TELEPHONE, Look

FAULT = {"errors": [{"message": "", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}


@pytest.fixture(scope="module")
def busy(serve_with: Serve) -> Live:
    """A shop with imitations and audit events."""
    live = serve_with()
    live.imitate("alice", "heidi", access="READ_ONLY")
    live.imitate("alice", "bob", reason="Ticket 4711: the cart looks empty to her")
    looking = {"access": "READ_ONLY", "reason": "Ticket 4712: what is in the cart"}
    shop = live.imitate("admin", "bob", **looking)
    upgrade = "storefront/upgrade-imitation"
    assert live.ask(upgrade, shop, reason="Ticket 4712: orders by telephone")["data"]
    assert live.ask("storefront/place-order", shop)["data"]
    return live


def test_before_signing_in(busy: Live, page: Page, look: Look) -> None:
    page.goto(f"{busy.url}/admin/")
    page.locator("input[name=username]").fill("alice")
    look_twice(page, look, "sign-in")
    page.locator("input[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    look_twice(page, look, "sign-in-refused")


def test_the_pages(busy: Live, page: Page, look: Look, sign_in: SignIn) -> None:
    sign_in(busy, "admin")
    for path in ("customers", "imitations", "journal", "users", "roles"):
        page.goto(f"{busy.url}/admin/{path}")
        page.locator("main :is(td, dd)").first.wait_for()
        look_twice(page, look, path)
    page.goto(f"{busy.url}/admin/journal")
    page.locator("td a").first.click()
    page.locator("dl").wait_for()
    look_twice(page, look, "imitation")
    page.goto(f"{busy.url}/admin/nowhere")
    page.get_by_role("heading", level=1).wait_for()
    look_twice(page, look, "not-found")


def test_what_a_page_says_instead_of_data(
    busy: Live, page: Page, look: Look, sign_in: SignIn
) -> None:
    sign_in(busy, "admin")
    page.goto(f"{busy.url}/admin/customers?search=zzzzzz")
    page.locator("main p[role=status]").wait_for()
    look_twice(page, look, "customers-none")
    answer_with(page, "Customers(", FAULT)
    page.goto(f"{busy.url}/admin/customers")
    page.get_by_role("alert").wait_for()
    look_twice(page, look, "customers-failed")
    page.goto(f"{busy.url}/admin/customers/{'0' * 32}")
    page.locator("main p[role=status]").wait_for()
    look_twice(page, look, "customer-unknown")


def test_the_customers_card(busy: Live, page: Page, look: Look, sign_in: SignIn) -> None:
    sign_in(busy, "admin")
    open_customer(page, busy, "bob")
    page.locator("td").first.wait_for()
    look_twice(page, look, "customer")
    page.locator(".card__head button").first.click()
    page.get_by_role("dialog").wait_for()
    look_twice(page, look, "modal")
    answer_with(page, "GenerateImitateCustomerToken", FAULT)
    page.locator(".imitate-target").first.click()
    page.get_by_role("alert").wait_for()
    look_twice(page, look, "modal-failed")
    open_customer(page, busy, "carol")
    look_twice(page, look, "customer-bound")
    open_customer(page, busy, "gina")
    look_twice(page, look, "customer-guest")


def test_the_menu(busy: Live, page: Page, look: Look, sign_in: SignIn) -> None:
    page.set_viewport_size(TELEPHONE)
    sign_in(busy, "admin")
    page.goto(f"{busy.url}/admin/roles")
    page.locator("dd").first.wait_for()
    page.locator("[aria-controls=menu]").click()
    look.at(page, "menu")
    choose(page, "de-DE")
    look.at(page, "menu-german")
