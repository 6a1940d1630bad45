"""The end of an imitation in a browser: by its button, by the admin, by time."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.storefront.stage import Stage
from tests.browser.storefront.ways import come_in, sign_in


def test_the_button_leads_back_to_the_card(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)

    shop.get_by_role("button", name="End imitation").click()

    shop.wait_for_url(stage.card())
    expect(shop.get_by_role("heading", level=1)).to_have_text("Customer card")
    assert page.context.cookies() == []


def test_the_back_button_does_not_revive_it(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)
    shop.get_by_role("button", name="End imitation").click()
    shop.wait_for_url(stage.card())

    shop.go_back()

    expect(shop.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(shop.get_by_role("region", name="Imitation", exact=True)).not_to_be_visible()


def test_revoked_while_a_page_is_open_is_told_once(page: Page, stage: Stage) -> None:
    sign_in(page, stage)
    shop = come_in(page, stage)
    shop.goto(f"{stage.shop}/?q=lamp")
    (live,) = stage.run("admin/imitations", "victor", active=True, first=10)["nodes"]
    stage.run("admin/end-imitation", "victor", id=live["id"])

    shop.get_by_role("button", name="Add to cart: Desk lamp").click()

    expect(shop.get_by_role("alert")).to_contain_text("The imitation has ended.")
    expect(shop.get_by_role("alert")).to_contain_text("You are back in your own account.")
    expect(shop.get_by_role("heading", level=1)).to_have_text("Nothing was changed")
    shop.goto(f"{stage.shop}/cart")
    expect(shop.get_by_role("alert")).not_to_be_visible()
    expect(shop.get_by_role("main")).to_contain_text("Your cart is empty.")


def test_time_runs_out(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)
    stage.clock.advance(minutes=16)

    shop.reload()

    expect(shop.get_by_role("alert")).to_contain_text("The imitation has ended.")
    assert page.context.cookies() == []


def test_the_time_left_counts_down_and_warns_once(context: BrowserContext, stage: Stage) -> None:
    context.clock.install()
    shop = come_in(context.new_page(), stage)
    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("(15 min left)")

    context.clock.run_for(13 * 60_000)

    expect(banner).to_contain_text("(2 min left)")
    expect(banner.get_by_role("status")).to_have_text(
        "The imitation ends in 2 minutes if nothing is done."
    )
    context.clock.run_for(3 * 60_000)
    expect(banner).to_contain_text("(time is up)")


@pytest.mark.parametrize("path", ["/nowhere", "/account/imitation/end", "/?after=x"])
def test_the_banner_stands_on_errors(page: Page, stage: Stage, path: str) -> None:
    shop = come_in(page, stage)

    answer = shop.goto(stage.shop + path)

    assert answer is not None
    assert answer.status >= 400
    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_contain_text("Bob Builder")


def test_the_banner_stands_where_the_server_fails(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)
    stage.change("ALTER TABLE orders RENAME TO gone")

    answer = shop.reload()

    assert answer is not None
    assert answer.status >= 500
    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_contain_text("Bob Builder")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_covers_the_banner(page: Page, stage: Stage, width: int) -> None:
    stage.change(f"UPDATE products SET name = '{'W' * 200}' WHERE product_number = 'P0010'")
    stage.change(f"UPDATE customers SET first_name = '{'W' * 100}' WHERE email = 'bob@example.com'")
    shop = come_in(page, stage)

    for path in ("/", "/cart", "/account"):
        shop.goto(stage.shop + path)
        shop.mouse.wheel(0, 5_000)
        end = shop.get_by_role("button", name="End imitation")
        expect(end).to_be_in_viewport(ratio=1)
        box = end.bounding_box()
        assert box is not None
        top = shop.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).textContent",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert top == "End imitation"
        assert shop.evaluate("document.documentElement.scrollWidth") <= width
