"""The audit log and the imitations: who is in an account now, who was, and what they did."""

import re

from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn
from tests.browser.look import check_accessibility
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment

MANY = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001) "
    "INSERT INTO audit_events (at, action) SELECT max(at), 'x' FROM n, audit_events GROUP BY i"
)
REASON = "Ticket 4711: the cart looks empty"


def test_the_live_list_ends_an_imitation(live: Live, page: Page, sign_in: SignIn) -> None:
    live.imitate("alice", "bob", reason=REASON)
    sign_in(live, "victor")
    page.goto(f"{live.url}/admin/imitations")
    expect(page.get_by_role("row").filter(has_text=REASON)).to_contain_text("Live")
    check_accessibility(page)

    page.get_by_role("button", name="End: imitation of Bob Builder").click()
    page.get_by_role("dialog").get_by_role("button", name="End imitation").click()

    expect(page.get_by_text("The imitation of Bob Builder has ended.")).to_be_visible()
    expect(page.get_by_text("Nobody is in a customer's account right now.")).to_be_visible()
    check_accessibility(page)


def test_without_the_privilege_only_ones_own_can_be_ended(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    live.imitate("alice", "bob")
    live.imitate("admin", "heidi")
    sign_in(live, "alice")
    page.goto(f"{live.url}/admin/imitations")

    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("button", name="End:")).to_have_count(1)


def test_the_audit_log_is_filtered_by_user_customer_time_and_state(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    live.imitate("alice", "bob")
    live.imitate("alice", "heidi")
    live.imitate("admin", "bob")
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/journal")
    rows = page.get_by_role("table").get_by_role("link")
    expect(rows).to_have_count(3)

    filters = page.get_by_role("form", name="Filter the audit log")
    filters.get_by_role("combobox", name="User", exact=True).press_sequentially("alice")
    _choose(page, "alice (Alice Agent)")
    expect(rows).to_have_text(["alice as Heidi Hidden", "alice as Bob Builder"])
    filters.get_by_role("combobox", name="Customer", exact=True).press_sequentially("bob@")
    _choose(page, "Bob Builder (bob@example.com)")
    expect(rows).to_have_text(["alice as Bob Builder"])
    filters.get_by_label("State").select_option("Not live")
    expect(page.get_by_text("No imitation matches these filters.")).to_be_visible()
    check_accessibility(page)
    filters.get_by_label("State").select_option("Live")
    filters.get_by_label("To", exact=True).fill("2020-01-31")
    expect(page.get_by_text("No imitation matches these filters.")).to_be_visible()
    filters.get_by_label("To", exact=True).fill("")
    filters.get_by_label("From", exact=True).fill("2020-01-31")
    expect(rows).to_have_text(["alice as Bob Builder"])

    page.reload()
    expect(rows).to_have_text(["alice as Bob Builder"])
    filters.get_by_role("button", name="Clear filters").click()
    expect(rows).to_have_count(3)


def test_the_page_of_an_imitation_tells_what_happened(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    live.imitate("alice", "bob", reason=REASON)
    sign_in(live, "alice")
    page.goto(f"{live.url}/admin/journal")

    page.get_by_role("link", name="alice as Bob Builder").click()

    expect(page.get_by_role("heading", name="alice as Bob Builder", level=1)).to_be_visible()
    expect(page.get_by_role("definition").get_by_text(REASON)).to_be_visible()
    events = page.get_by_role("table").get_by_role("row")
    expect(events.nth(1)).to_contain_text("Token generated")
    expect(events.nth(2)).to_contain_text("Logged in as the customer")
    expect(events.nth(2)).to_contain_text("127.0.0.1")
    check_accessibility(page)


def test_the_audit_log_is_verified_on_demand(live: Live, page: Page, sign_in: SignIn) -> None:
    sign_in(live, "victor")
    page.goto(f"{live.url}/admin/journal")

    page.get_by_role("button", name="Verify the audit log").click()

    expect(page.get_by_text("The audit log is intact")).to_be_visible()


def test_many_events_are_verified_by_a_walk_that_shows_its_progress(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    sign_in(live, "victor")
    live.change(MANY)
    env = environment(database_url=f"sqlite:///{live.database}", **CHEAP)
    assert command("audit", "verify", env=env).returncode == 0  # which seals them
    page.goto(f"{live.url}/admin/journal")

    page.get_by_role("button", name="Verify the audit log").click()

    expect(page.get_by_role("progressbar", name="events read")).to_be_visible()
    check_accessibility(page)
    expect(
        page.get_by_text(re.compile("The audit log is intact: 10,00[0-9] events"))
    ).to_be_visible()


def _choose(page: Page, suggestion: str) -> None:
    """Write the suggestion, as choosing does: browsers show a datalist outside of the page."""
    option = page.locator(f'datalist option[value="{suggestion}"]')
    option.wait_for(state="attached")
    field = page.locator(f'input[list="{option.locator("..").get_attribute("id")}"]')
    field.fill(suggestion)
