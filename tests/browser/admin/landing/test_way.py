"""From the customer's card into a foreign shop and back: each kit of `integrations/` passes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.admin.landing.conftest import Enter
from tests.browser.admin.landing.kits import Foreign
from tests.browser.admin.live import Live
from tests.browser.look import check_accessibility
from tests.browser.watch import Watch, history

pytestmark = pytest.mark.popups
CONTEXT_TOKEN = re.compile("imc_[A-Za-z0-9_-]{43}")
IMITATION_TOKEN = re.compile("imi_[A-Za-z0-9_-]{43}")


def test_from_the_card_into_the_shop_and_back(
    foreign: Foreign, support: Live, enter: Enter, watch: Watch
) -> None:
    shop = enter(foreign)
    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("Alice Agent acts as Bob Builder. Access: FULL. 15 min left")
    expect(shop.get_by_role("heading")).to_have_text("Account of Bob")
    shop.get_by_role("button", name="Leave a note").click()
    expect(shop.get_by_text("1 notes")).to_be_visible()
    check_accessibility(shop)
    source, cookies = shop.content(), shop.context.cookies(foreign.url)

    banner.get_by_role("button", name="End imitation").click()

    shop.wait_for_url(f"{support.url}/admin/customers/{support.customer('bob')}")
    expect(shop.get_by_role("heading", name="Bob Builder", level=1)).to_be_visible()
    assert states(support) == [("ENDED", "LOGOUT")]
    seen = "\n".join([watch.everything(), source, *map(str, cookies), *history(shop)])
    assert not CONTEXT_TOKEN.search(seen)
    assert not IMITATION_TOKEN.search(seen)
    for cookie in cookies:
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    shop.goto(f"{foreign.url}/account")
    expect(shop.get_by_role("heading")).to_have_text("Please log in")


def test_who_may_only_look_changes_nothing(foreign: Foreign, enter: Enter) -> None:
    shop = enter(foreign, look_only=True)
    banner = shop.get_by_role("region", name="Imitation", exact=True)
    expect(banner).to_contain_text("Access: READ_ONLY.")

    shop.get_by_role("button", name="Leave a note").click()

    expect(shop.get_by_text("This imitation may only look. Nothing was changed.")).to_be_visible()
    shop.goto(f"{foreign.url}/account")
    before = shop.get_by_text("notes").inner_text()
    expect(banner).to_be_visible()
    assert before == shop.get_by_text("notes").inner_text()
    banner.get_by_role("button", name="End imitation").click()
    expect(shop.get_by_role("heading", name="Bob Builder", level=1)).to_be_visible()


def test_ended_in_the_admin_the_open_page_goes_away(
    foreign: Foreign, support: Live, enter: Enter, watch: Watch
) -> None:
    shop = enter(foreign)
    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_be_visible()
    victor = support.agent("victor")
    (live,) = support.ask("admin/imitations", victor, active=True)["data"]["imitations"]["nodes"]

    support.ask("admin/end-imitation", victor, id=live["id"])

    expect(shop.get_by_text("The imitation has ended.")).to_be_visible()
    expect(shop.get_by_role("region", name="Imitation", exact=True)).to_be_hidden()
    expect(shop.get_by_role("heading")).to_be_hidden()
    watch.forgive("403")  # the answer to the script, of which the browser writes in the console
    shop.get_by_role("link", name="Back").click()
    expect(shop.get_by_role("heading", name="Bob Builder", level=1)).to_be_visible()


def states(support: Live) -> list[tuple[str, str | None]]:
    """State and end of each imitation, newest first."""
    found = support.ask("admin/imitations", support.agent("victor"))["data"]["imitations"]["nodes"]
    return [(one["status"], one["endReason"]) for one in found]
