"""An agent finds a customer and comes back; an administrator edits one whom another edits too."""

from playwright.sync_api import Page, expect

from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn, open_customer
from tests.browser.look import Look

REASON = "Zendesk ticket 4711"
# Markup, quotes, a script from right to left, and 255 wide characters, as an import may bring them.
ODD = [
    ("<b>Bo</b>", 'O\'Neil "Quote"', "A & B"),
    ("\u05e2\u05d1\u05e8\u05d9\u05ea", "\u05d0" * 60, "\u05d7\u05d1\u05e8\u05d4"),
    ("W" * 100, "\u4f1f" * 100, "W" * 255),
]


def add_odd_customers(live: Live) -> None:
    admin = live.agent("admin")
    for number, (first, last, company) in enumerate(ODD):
        email = f"odd{number}@example.com"
        names = {"firstName": first, "lastName": last, "company": company}
        wanted = {"customerNumber": f"ODD{number}", "email": email, **names}
        assert live.ask("admin/create-customer", admin, input=wanted)["data"]


def look_on_a_phone(page: Page, look: Look, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    look.at(page, f"{name}-390")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_name_without_spaces_stays_within_the_dialog(
    live: Live, page: Page, sign_in: SignIn
) -> None:
    add_odd_customers(live)
    sign_in(live, "alice")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live.url}/admin/customers?search=odd2")

    page.get_by_role("button", name="Log in as customer").click()

    told = page.get_by_role("dialog").get_by_text("Choose the Sales Channel")
    expect(told).to_contain_text("W" * 100)
    assert told.evaluate("(it) => it.getBoundingClientRect().right < innerWidth - 16")


def test_an_agent_finds_a_customer_and_comes_back_to_the_row(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    add_odd_customers(live)
    sign_in(live, "alice")
    page.goto(f"{live.url}/admin/customers?search=odd")
    expect(page.get_by_role("row")).to_have_count(1 + len(ODD))
    look_on_a_phone(page, look, "customers-odd")

    page.goto(f"{live.url}/admin/customers")
    page.get_by_role("combobox", name="Sort by").select_option("Number")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("bob@example.com")
    page.get_by_role("button", name="Next").click()
    expect(rows.first).not_to_contain_text("bob@example.com")
    name = rows.nth(2).get_by_role("link").inner_text()
    page.locator("tbody a").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()

    expect(rows.get_by_role("link", name=name).first).to_be_focused()
    expect(page.get_by_role("button", name="Previous")).to_be_enabled()
    recent = page.get_by_role("navigation", name="Opened last")
    expect(recent.get_by_role("link")).to_have_text([name])
    page.get_by_role("button", name=f"Log in as customer: {name}").click()
    expect(page.get_by_role("dialog", name=f"Log in as {name}")).to_be_visible()


def test_a_helpdesks_link_opens_the_card_with_the_reason(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    link = f"{live.url}/admin/customers?email=Bob%40example.com&reason={REASON}"
    page.goto(link)
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill("imitate-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Reason (optional)")).to_have_value(REASON)
    look.at(page, "customer-linked")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{live.url}/admin/customers/{live.customer('bob')}")

    page.goto(f"{live.url}/admin/customers?number=0")
    expect(page.get_by_text("No customer has the number 0.")).to_be_visible()
    page.context.clear_cookies()
    sign_in(live, "eve")
    page.goto(link)
    expect(page.locator("#imitation-refusals")).to_contain_text("Imitate a customer login")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_administrator_is_told_what_another_saved_and_what_ends(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    shop = live.imitate("alice", "bob")
    sign_in(live, "admin")
    open_customer(page, live, "bob")
    expect(page.get_by_text("Logged in as this customer now: alice")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("First name").fill("Robert")
    changed = {"firstName": "Bert", "company": "Builders"}
    admin = live.agent("admin")
    assert live.ask("admin/update-customer", admin, id=live.customer("bob"), input=changed)["data"]

    page.get_by_role("button", name="Save").click()
    meanwhile = page.get_by_role("note").filter(has_text="Another user saved")
    expect(meanwhile.get_by_role("listitem")).to_have_text(
        ["First name: Bert", "Company: Builders"]
    )
    expect(page.get_by_label("First name")).to_have_value("Robert")
    look_on_a_phone(page, look, "customer-conflict")
    page.get_by_label("Active: the customer can log in").uncheck()
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Save Bob Builder?")
    expect(dialog.get_by_role("listitem").last).to_have_text(
        "Logged in as the customer now: alice."
    )
    assert live.ask("storefront/context", shop)["data"]["context"]["imitated"] is True
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Robert Builder")
    saved = live.ask("admin/customer", admin, id=live.customer("bob"))["data"]["customer"]
    assert (saved["firstName"], saved["company"], saved["active"]) == ("Robert", "Builders", False)
    assert live.ask("storefront/context", shop)["data"]["context"]["imitated"] is False
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Robert Builder is deleted.")).to_be_visible()
    expect(page).to_have_url(f"{live.url}/admin/customers")


def test_a_refused_value_of_a_new_customer_is_told_at_its_field(
    live: Live, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/customers/new")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("New")
    page.get_by_label("E-mail").fill("bob@example.com")
    page.get_by_label("Customer number").fill("N1")
    page.get_by_label("First password (optional)").fill("correct horse")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    look_on_a_phone(page, look, "customer-new")

    page.get_by_label("E-mail").fill("nora@example.com")
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Nora New")
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("dialog").get_by_label("New password", exact=True).fill("battery staple")
    page.get_by_role("dialog").get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Nora New has a new password.")).to_be_visible()
