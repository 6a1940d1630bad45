"""GraphiQL plays an imitation in its first tabs, and asks no other host."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live

STORY = ["SignIn", "FindCustomer", "GenerateToken", "Redeem", "Context"]


@pytest.mark.parametrize("width", [390])
def test_the_tabs_play_one_imitation(live: Live, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live.url}/graphql")
    expect(page.get_by_role("tab")).to_contain_text(STORY)
    page.get_by_text('"imitate-demo"').first.wait_for()  # the editors are loaded
    answer, answers = page.locator(".result-window"), []

    for place, name in enumerate(STORY):
        page.get_by_role("tab", name=name).click()
        with page.expect_response("**/graphql") as played:
            page.get_by_role("button", name="Execute query").click()
        answers.append(played.value.json())
        assert "errors" not in answers[-1], name
        expect(answer).to_contain_text('"data"')
        if place == 0:
            expect(page.get_by_text("1 of 8 values")).to_be_visible()

    assert answers[-1]["data"]["context"]["imitatingUser"]["username"] == "alice"
    page.get_by_text("8 of 8 values").click()
    expect(page.locator(".carried dd")).to_contain_text(["imu_", "imi_", "imc_"])
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert [kept.count(kind) for kind in ("imu_", "imi_", "imc_")] == [0, 0, 0]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(page.get_by_role("tab")).to_contain_text(STORY)
    expect(page.get_by_text("0 of 8 values")).to_be_visible()
