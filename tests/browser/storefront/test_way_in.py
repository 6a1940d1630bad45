"""From the customer's card in the admin to the customer's account in the shop, in a new tab."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.storefront.stage import Stage
from tests.browser.storefront.ways import come_in, press_the_button, sign_in
from tests.browser.watch import Watch


def started(stage: Stage) -> list[str]:
    """The imitations, by their state."""
    found = stage.run("admin/imitations", "victor", first=100)
    return [node["status"] for node in found["nodes"]]


def test_opens_the_account_of_the_customer(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)

    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("You are acting as Bob Builder")
    expect(banner).to_contain_text("You are Alice Agent")
    expect(banner).to_contain_text("Full access")
    expect(shop.get_by_role("heading", level=1)).to_have_text("Hello Bob")
    assert shop.evaluate("window.opener") is None


def test_a_german_domain_is_german(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage, path="/de", access="READ_ONLY")

    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("Du handelst als Bob Builder")
    expect(banner).to_contain_text("Nur ansehen")
    expect(shop.get_by_role("button", name="Speichern")).to_be_disabled()
    assert shop.locator("html").get_attribute("lang") == "de-DE"


def test_reload_and_back_redeem_nothing_again(page: Page, stage: Stage, watch: Watch) -> None:
    shop = come_in(page, stage)
    shop.reload()
    shop.get_by_role("link", name="Products").click()
    shop.go_back()
    shop.go_back()
    shop.go_forward()
    shop.reload()

    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_be_visible()
    assert watch.posts == [f"{stage.shop}/account/login/imitate-customer"]
    assert started(stage) == ["ACTIVE"]


def test_the_same_form_enters_once(page: Page, stage: Stage) -> None:
    first = come_in(page, stage)

    second = press_the_button(page, stage)

    expect(second.get_by_role("alert")).to_contain_text("is not valid")
    expect(second.get_by_role("region", name="Imitation", exact=True)).not_to_be_visible()
    first.reload()
    expect(first.get_by_role("region", name="Imitation", exact=True)).to_be_visible()


def test_a_token_that_has_run_out_enters_nobody(page: Page, stage: Stage) -> None:
    stage.prepare()
    stage.clock.advance(seconds=61)

    shop = press_the_button(page, stage)

    expect(shop.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(shop.get_by_role("alert")).to_contain_text("is not valid")
    assert page.context.cookies() == []


def test_another_site_enters_nobody(page: Page, stage: Stage) -> None:
    form = stage.prepare()
    page.goto(stage.card().replace("127.0.0.1", "other.localhost"))

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Log in as customer").click()

    expect(opened.value.get_by_role("alert")).to_contain_text(
        "did not come from the administration"
    )
    assert page.context.cookies() == []
    stage.form = form
    assert press_the_button(page, stage).url == f"{stage.shop}/account"  # the token is still unused


def test_an_address_enters_nobody(page: Page, stage: Stage) -> None:
    stage.prepare()

    answer = page.goto(stage.action)

    assert answer is not None
    assert answer.status == 405
    assert started(stage) == ["PENDING"]
    assert press_the_button(page, stage).url == f"{stage.shop}/account"


def test_the_visitors_own_session_survives(page: Page, stage: Stage) -> None:
    sign_in(page, stage)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Ada")
    shop = come_in(page, stage)
    expect(shop.get_by_role("heading", level=1)).to_have_text("Hello Bob")

    shop.get_by_role("button", name="End imitation").click()
    shop.wait_for_url(stage.card())

    shop.goto(f"{stage.shop}/account")
    expect(shop.get_by_role("heading", level=1)).to_have_text("Hello Ada")


def test_works_without_script(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(java_script_enabled=False)
    shop = come_in(context.new_page(), stage)

    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("UTC")
    expect(banner).to_contain_text("min left)")
    shop.goto(f"{stage.shop}/?q=lamp")
    shop.get_by_role("button", name="Add to cart: Desk lamp").click()
    shop.get_by_role("button", name="Place order").click()
    expect(shop.get_by_role("main")).to_contain_text("the order has been placed")
    shop.get_by_role("button", name="End imitation").click()
    shop.wait_for_url(stage.card())
    context.close()
