"""The account's page: what customers change, and what is closed to an imitator."""

import pytest

from tests.storefront.conftest import Imitate
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.window import Window

OWN = ["/account/email", "/account/password", "/account/consent"]
NEW = "a-new-password"


async def test_the_name_is_saved(window: Window) -> None:
    await window.sign_in()
    await window.visit("/account")

    saved = await window.submit("/account/profile", firstName="Robert", lastName="Müller")

    assert saved.headers["location"] == "/account?notice=profile"
    assert "Hello <bdi>Robert</bdi>" in await window.visit(saved.headers["location"])
    assert 'value="Müller"' in window.text


@pytest.mark.parametrize(
    ("field", "says"), [("firstName", "The first name has"), ("lastName", "The last name has")]
)
async def test_a_name_must_be_one(window: Window, field: str, says: str) -> None:
    await window.sign_in()
    await window.visit("/account")

    refused = await window.submit("/account/profile", **{field: "  "})

    assert refused.status_code == 422
    assert says in refused.text
    assert "Hello <bdi>Bob</bdi>" in refused.text


async def test_the_address_changes_with_the_password(window: Window) -> None:
    await window.sign_in()
    await window.visit("/account")
    wrong = await window.submit("/account/email", email="b@example.com", currentPassword="x")
    assert wrong.status_code == 422
    assert "The current password is wrong." in wrong.text
    assert 'value="b@example.com"' in wrong.text

    for email in ("carol@example.com", "nonsense"):
        taken = await window.submit("/account/email", email=email, currentPassword=PASSWORD)
        assert "This e-mail address cannot be used" in taken.text

    changed = await window.submit("/account/email", email="b@example.com", currentPassword=PASSWORD)
    assert changed.headers["location"] == "/account?notice=email"
    assert "b@example.com" in await window.visit("/account")


async def test_a_new_password_keeps_this_session_alone(shop: Shop, window: Window) -> None:
    other = Window.open(shop)
    for each in (window, other):
        await each.sign_in()
    await window.visit("/account")
    old = window.cookies["context"]
    short = await window.submit("/account/password", currentPassword=PASSWORD, newPassword="short")
    assert "8 to 1024 characters" in short.text

    changed = await window.submit("/account/password", currentPassword=PASSWORD, newPassword=NEW)

    assert changed.headers["location"] == "/account?notice=password"
    assert window.cookies["context"] != old
    assert "Your password has been changed." in await window.visit(changed.headers["location"])
    assert "<h1>Sign in</h1>" in await other.visit("/account")
    await other.sign_in(password=NEW)


GIVEN = "You agree that our support may act in your account to help you."
EACH_TIME = "You agree that our support may act in your account to help you, each time with a code"
WITH_CODE = "Our support may act in your account only with a code that you make here"
NOON = '<time datetime="2026-06-01T12:00:00+00:00">01/06/2026, 12:00 UTC</time>'
WITHDRAWN = f"Since {NOON} our support cannot act in your account"
OBJECT = "Our support may act in your account to help you, unless you object."
ONLY_IF = "Our support may act in your account only if you agree. So far you have not."
NEVER = "Our support may act in your account to help you. Every time is listed"
TEXTS = (GIVEN, EACH_TIME, WITHDRAWN, OBJECT, ONLY_IF, WITH_CODE, NEVER)


@pytest.mark.parametrize(
    ("required", "email", "says", "buttons"),
    [
        (
            "unless-withdrawn",
            "bob@example.com",
            [GIVEN, WITHDRAWN, GIVEN],
            ["Withdraw consent", "Give consent"],
        ),
        ("unless-withdrawn", "heidi@example.com", [OBJECT, WITHDRAWN], ["Object"]),
        ("always", "heidi@example.com", [ONLY_IF, GIVEN, WITHDRAWN], ["Give", "Withdraw"]),
        ("call", "bob@example.com", [EACH_TIME, WITHDRAWN], ["Withdraw consent"]),
        ("call", "heidi@example.com", [WITH_CODE, WITHDRAWN, EACH_TIME], ["Object", "Give"]),
        ("never", "bob@example.com", [NEVER], []),
        ("never", "heidi@example.com", [NEVER], []),
    ],
)
async def test_consent_is_what_the_page_says_and_offers(
    open_shop: OpenShop, required: str, email: str, says: list[str], buttons: list[str]
) -> None:
    window = Window.open(await open_shop(consent_required=required))
    await window.sign_in(email)

    for number, text in enumerate(says):
        page = await window.visit("/account")
        assert [each for each in TEXTS if each in page] == [text]
        if number < len(buttons):
            assert f'<button class="button">{buttons[number]}' in page
            await window.submit("/account/consent")
        assert ('action="/account/consent"' in page) is (required != "never")


async def test_what_is_the_customers_own_is_absent_for_an_imitator(imitate: Imitate) -> None:
    window = await imitate()

    text = await window.visit("/account")

    assert [path for path in OWN if f'action="{path}"' in text] == []
    assert "Who was in my account" not in text
    assert "open to the customer alone" in text
    assert "Sign out" not in text


@pytest.mark.parametrize("access", ["FULL", "READ_ONLY"])
@pytest.mark.parametrize("path", OWN)
async def test_what_is_the_customers_own_is_closed_to_an_imitator(
    shop: Shop, imitate: Imitate, path: str, access: str
) -> None:
    window = await imitate(access=access)
    await window.visit("/account")
    before = await shop.rows("customers")

    refused = await window.post(
        path,
        window.fields("/account/imitation/end")
        | {"email": "x@example.com", "currentPassword": PASSWORD, "newPassword": NEW},
    )

    assert refused.status_code == 403
    assert "Nothing was changed." in refused.text
    assert 'class="banner"' in refused.text
    assert await shop.rows("customers") == before


async def test_an_imitator_saves_the_name(window: Window, imitate: Imitate) -> None:
    window = await imitate()
    await window.visit("/account")

    await window.submit("/account/profile", firstName="Robert")

    assert "Hello <bdi>Robert</bdi>" in await window.visit("/account")
    assert "<strong><bdi>Robert Builder</bdi></strong>" in window.text


async def test_strangers_are_asked_to_sign_in(window: Window) -> None:
    assert "<h1>Sign in</h1>" in await window.visit("/account")
    fields = window.fields("/account/login")

    refused = await window.post("/account/profile", fields)

    assert refused.headers["location"] == "/account/login"


async def test_equal_actions_are_counted(window: Window, imitate: Imitate) -> None:
    theirs = await imitate()
    for _ in range(2):
        await theirs.visit("/?q=lamp")
        await theirs.submit("/cart/add")
    await window.sign_in()

    text = await window.visit("/account")

    assert f"Did: added to the cart (2 times, from {NOON} to {NOON})</p>" in text
