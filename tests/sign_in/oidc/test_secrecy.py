"""No code, state, nonce or token of a sign-in at a provider is logged or stored."""

from urllib.parse import parse_qs, urlsplit

import pytest

from server.oidc.fetching import Fetcher
from server.oidc.remote import Remote
from tests.sign_in.oidc.conftest import BINDING, Browser, ask_again
from tests.sign_in.oidc.provider import CAROL, SECRET, Provider
from tests.support.shop import Shop

URL = "/auth/oidc/corp/backchannel-logout"


async def test_no_secret_is_logged_or_stored(
    shop: Shop, browser: Browser, corp: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = {SECRET}

    def noting(token: str) -> str:
        secrets.add(token)
        return token

    corp.token = noting
    for code in ("good", "refused"):
        location = await browser.begin()
        sent = corp.authorize(location, CAROL)
        asked = parse_qs(urlsplit(location).query)
        secrets |= {browser.cookies[BINDING], sent["state"], sent["code"], asked["nonce"][0]}
        secrets.add(asked["code_challenge"][0])
        if code == "refused":
            corp.codes.clear()
        await browser.come_back(sent)
        secrets |= corp.refreshing.keys()
    shop.clock.advance(minutes=5)
    await ask_again(shop.application, Remote(corp.settings().provider, Fetcher()))
    secrets |= corp.refreshing.keys()
    for nonce in (None, "x"):
        token = corp.logout_token(sid="session-one", nonce=nonce)
        secrets.add(token)
        await shop.http.post(URL, data={"logout_token": token})

    stored = str(await shop.everything())
    printed = capsys.readouterr()

    assert len(secrets) > 12
    assert "code_refused" in printed.out
    for secret in secrets:
        assert secret not in printed.out + printed.err
        assert secret not in stored
