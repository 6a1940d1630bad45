"""The token is in no address, referrer, history, log line, page or message."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.storefront.stage import Stage
from tests.browser.storefront.ways import come_in, press_the_button
from tests.browser.watch import Watch, history


def test_the_token_stays_in_the_body_of_the_form(
    page: Page, stage: Stage, watch: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    shop = come_in(page, stage)
    seen = [shop.content(), *history(shop)]
    again = press_the_button(page, stage)  # refused now
    expect(again.get_by_role("alert")).to_be_visible()
    seen += [again.content(), *history(again)]
    again.get_by_role("link", name="Products").click()
    again.wait_for_url(f"{stage.shop}/")
    shop.get_by_role("button", name="End imitation").click()
    shop.wait_for_url(stage.card())
    seen += history(shop)
    logged = capfd.readouterr()

    secret = stage.form["token"].removeprefix("imi_")
    assert secret not in "\n".join(seen)
    assert secret not in watch.everything()
    assert "ImitateCustomerLogin" in logged.out
    assert secret not in logged.out + logged.err


def test_the_shops_pages_tell_other_sites_nothing(page: Page, stage: Stage, watch: Watch) -> None:
    shop = come_in(page, stage)
    shop.get_by_role("button", name="End imitation").click()
    shop.wait_for_url(stage.card())

    paths = {referrer.removeprefix(stage.shop) for referrer in watch.referrers}

    assert {path for path in paths if path.startswith("http")} == {stage.admin, f"{stage.admin}/"}


def test_no_script_reads_a_session(page: Page, stage: Stage) -> None:
    shop = come_in(page, stage)

    assert shop.evaluate("document.cookie") == ""
    assert shop.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert len(kept) == 2
    for cookie in kept.values():
        assert cookie["httpOnly"] is True
        assert cookie["sameSite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == "localhost"
