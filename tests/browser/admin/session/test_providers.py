"""Sign-in at a certified provider: from the first one to its end, and a mix-up of two providers."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.german import look_twice
from tests.browser.admin.live import Live
from tests.browser.admin.people import Serve, open_customer
from tests.browser.admin.session.certified import Certified
from tests.browser.look import Look
from tests.support.clients import document

SETTINGS = {"oidc_providers": "corp,partner", "step_up_max_age": "600"}
REASON = "Ticket 4711: the cart looks empty"
LONG_AGO = "UPDATE user_sessions SET authenticated_at = '2020-01-01 00:00:00.000000'"


@pytest.fixture
def providers(tmp_path: Path) -> Iterator[tuple[Certified, Certified]]:
    corp, partner = (Certified(name, tmp_path / f"{name}.log") for name in ("corp", "partner"))
    yield corp, partner
    corp.stop()
    partner.stop()


@pytest.fixture
def live(serve_with: Serve, providers: tuple[Certified, Certified]) -> Live:
    """A server with two providers, of which the partner's does not answer."""
    corp, partner = providers
    live = serve_with(**SETTINGS, **corp.settings(), **partner.settings())
    corp.start(live.url)
    return live


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def identify(page: Page, groups: str) -> None:
    """At the provider, which asks who it is."""
    page.get_by_label("Name").fill("olga")
    page.get_by_label("Groups").fill(groups)
    page.keyboard.press("Enter")


def roles(page: Page, live: Live) -> list[str]:
    """What the signed-in user of the provider may be."""
    body = {"query": document("admin/current-user")}
    answer = page.request.post(f"{live.url}/graphql", data=body, headers={"origin": live.url})
    user = answer.json()["data"]["currentUser"]
    assert (user["username"], user["provider"]["name"]) == ("olga", "corp")
    return sorted(role["name"] for role in user["roles"])


def sign_in(page: Page, live: Live, groups: str) -> list[str]:
    page.goto(f"{live.url}/admin/sign-in?back=/profile")
    page.get_by_role("link", name="Sign in with Corp").click()
    identify(page, groups)
    expect(page).to_have_url(f"{live.url}/admin/profile")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    return roles(page, live)


@pytest.mark.beside  # for its time: it needs nothing but npm
def test_from_the_first_sign_in_to_a_mix_up(
    live: Live,
    providers: tuple[Certified, Certified],
    page: Page,
    context: BrowserContext,
    look: Look,
) -> None:
    corp, partner = providers
    # Refusals are pages without an icon: the browser would ask for one, and complain.
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(f"{live.url}/admin/customers")
    choose_by_keyboard(page, look)
    see_that_it_does_not_answer(page, context, look)

    page.goto(f"{live.url}/admin/customers")
    page.get_by_role("link", name="Sign in with Corp").click()
    identify(page, "agents others")
    expect(page).to_have_url(f"{live.url}/admin/customers")
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()
    assert roles(page, live) == ["Support"]

    shop = renew(page, live, context, look)
    leave_at_the_provider(page, corp)
    shop.reload()
    expect(shop.get_by_role("alert")).to_contain_text("The imitation has ended.")
    shop.close()

    assert sign_in(page, live, "leads") == ["Auditor"]
    button(page, "Sign out")
    button(page, "Sign out at corp")
    expect(page).to_have_url(f"{live.url}/admin/sign-in")
    assert sign_in(page, live, "leads agents") == ["Auditor", "Support"]

    corp.stop()
    page.reload()
    assert roles(page, live) == ["Auditor", "Support"]
    corp.start(live.url)  # with another key
    assert sign_in(page, live, "") == []

    partner.start(live.url)
    for callback, cause in (("corp", "unknown_state"), ("partner", "wrong_issuer")):
        mix_up(page, live, corp, callback, cause)
    page.goto(f"{live.url}/admin/")
    expect(page.get_by_role("link", name="Sign in with Corp")).to_be_visible()


def choose_by_keyboard(page: Page, look: Look) -> None:
    """In both languages, on a wide and a narrow screen."""
    expect(page.get_by_role("link", name="Sign in with Partner")).to_be_visible()
    look.at(page, "providers")
    page.get_by_role("combobox").select_option("de-DE")
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("link", name="Mit Partner anmelden")).to_be_visible()
    look.at(page, "providers-german")
    page.get_by_role("combobox").select_option("en-GB")
    page.reload()
    expect(page.get_by_role("link", name="Sign in with Partner")).to_be_visible()
    for _ in ("skip", "Corp", "Partner"):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Sign in with Partner")).to_be_focused()
    page.keyboard.press("Enter")


def speak(page: Page, context: BrowserContext, language: str) -> None:
    """Prefer this language from now on; the browser's own wins over a header of Playwright's."""
    preferred = {"userAgent": page.evaluate("navigator.userAgent"), "acceptLanguage": language}
    context.new_cdp_session(page).send("Emulation.setUserAgentOverride", preferred)


def see_that_it_does_not_answer(page: Page, context: BrowserContext, look: Look) -> None:
    """The page of the server has the language that the browser asks for."""
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Your sign-in provider does not answer.")
    look.at(page, "provider-silent")
    speak(page, context, "de-DE")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Dein Anmeldedienst antwortet nicht.")
    look.at(page, "provider-silent-german")
    page.set_viewport_size({"width": 1280, "height": 800})
    look.at(page, "provider-silent-german-wide")
    speak(page, context, "en-GB")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign in with Corp")).to_be_visible()


def renew(page: Page, live: Live, context: BrowserContext, look: Look) -> Page:
    """Begin an imitation that needs a new sign-in, which keeps what was typed; its tab."""
    open_customer(page, live, "bob")
    button(page, "Log in as customer")
    page.get_by_label("Reason (optional)").fill(REASON)
    live.change(LONG_AGO)
    page.get_by_role("button", name=f"{live.url} en-GB").click()
    again = page.get_by_role("link", name="Sign in with Corp")
    expect(again).to_be_visible()
    look_twice(page, look, "provider-step-up")
    with context.expect_page() as opened:
        again.press("Enter")
    identify(opened.value, "agents")
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    look.at(opened.value, "provider-signed-in")
    opened.value.close()

    expect(page.get_by_label("Reason (optional)")).to_have_value(REASON)
    with context.expect_page() as opened:
        page.get_by_role("button", name="I have signed in").press("Enter")
    expect(opened.value.get_by_role("region", name="Imitation", exact=True)).to_contain_text(
        "Bob Builder"
    )
    return opened.value


def leave_at_the_provider(page: Page, corp: Certified) -> None:
    page.bring_to_front()
    page.goto(f"{corp.issuer}/session/end")
    button(page, "Sign out at corp")
    expect(page.get_by_role("heading", name="Signed out")).to_be_visible()


def mix_up(page: Page, live: Live, corp: Certified, callback: str, cause: str) -> None:
    """Corp answers a sign-in that the browser began at the partner; at either one's address."""
    page.context.clear_cookies(name="imitate-admin")
    begun = page.request.get(f"{live.url}/auth/oidc/partner/login", max_redirects=0)
    asked = urlsplit(begun.headers["location"]).query
    with page.expect_request(re.compile("/callback")) as answer:
        page.goto(f"{corp.issuer}/auth?{asked.replace('%2Fpartner%2F', f'%2F{callback}%2F')}")
    (code,) = parse_qs(urlsplit(answer.value.url).query)["code"]
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page).to_have_url(re.compile(f"^{live.url}/auth/oidc/{callback}/failed.cause=[a-z_]+$"))
    log = (live.database.parent / "served.log").read_text()
    assert cause in log
    assert code not in log
