"""Users who are signed out or deactivated at their provider are out here, imitations included."""

from typing import Any

from tests.sign_in.oidc.conftest import Browser, is_out
from tests.sign_in.oidc.provider import CAROL, LOGOUT, Provider
from tests.support.shop import Shop

URL = "/auth/oidc/corp/backchannel-logout"


async def send(shop: Shop, token: str) -> int:
    return (await shop.http.post(URL, data={"logout_token": token})).status_code


async def test_logout_of_one_sign_in_ends_the_imitation(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    await browser.sign_in()
    visitor = await shop.imitator(browser.agent)

    assert await send(shop, corp.logout_token(sid="session-one")) == 200

    assert await is_out(browser)
    assert not (await visitor.run("storefront/context")).data["imitated"]


BAD: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "x"},
    "no event": {"events": None},
    "other event": {"events": {"http://example.com": {}}},
    "no name": {"jti": None},
    "nobody": {"sid": None},
    "sid of another kind": {"sid": 7},
    "sid that nothing stores": {"sid": "session-one\0"},
    "other audience": {"aud": "another"},
    "other issuer": {"iss": "https://evil.example"},
    "old": {"iat": 1_780_315_200 - 400},
    "over": {"exp": 1_780_315_200 - 61},
    "no end": {"exp": None},
}


async def test_bad_logout_tokens(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()
    before = await shop.everything()

    for name, changed in BAD.items():
        token = corp.logout_token(**{"sid": "session-one", **changed})
        assert await send(shop, token) == 400, name
    assert await send(shop, "a.b.c") == 400
    assert (await shop.http.post(URL)).status_code == 400
    assert (await shop.http.get(URL)).status_code == 405

    assert await shop.everything() == before
    assert not await is_out(browser)


async def test_logout_token_counts_once(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()
    token = corp.logout_token(sub=CAROL["sub"])
    assert await send(shop, token) == 200
    await browser.sign_in()

    assert await send(shop, token) == 400

    assert not await is_out(browser)
    assert LOGOUT not in str(await shop.rows("oidc_logouts"))


async def test_both_names_have_to_fit(shop: Shop, browser: Browser, corp: Provider) -> None:
    await browser.sign_in()

    assert await send(shop, corp.logout_token(sub="another", sid="session-one")) == 200

    assert not await is_out(browser)


async def test_a_sign_in_that_the_provider_has_not_named_ends_too(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    corp.change = lambda claims: {name: claims[name] for name in claims if name != "sid"}
    await browser.sign_in()

    assert await send(shop, corp.logout_token(sub=CAROL["sub"], sid="session-one")) == 200

    assert await is_out(browser)
