"""Answers that do not count: refused with a page and a cause in the log, and nothing is kept."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.sign_in.oidc.conftest import Browser
from tests.sign_in.oidc.provider import CAROL, Claims, Provider, new_key, serving
from tests.support.shop import OpenShop, Shop

Spoil = Callable[[Provider], None]
AT_NOON = 1_780_315_200


def claims(**changed: Any) -> Spoil:
    """An ID token with other claims; None takes one out."""

    def spoil(provider: Provider) -> None:
        provider.change = lambda made: {
            name: value for name, value in (made | changed).items() if value is not None
        }

    return spoil


def token(make: Callable[[Provider, Claims], str]) -> Spoil:
    """Another token in place of the ID token."""

    def change(provider: Provider, made: str) -> str:
        part = made.split(".")[1]
        return make(provider, json.loads(base64.urlsafe_b64decode(part + "===")))

    def spoil(provider: Provider) -> None:
        provider.token = lambda made: change(provider, made)

    return spoil


def answers(path: str, status: int, body: Any) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.answers[path] = (status, body)

    return spoil


def unsigned(_: Provider, made: Claims) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, made)]
    return ".".join(map(_base64url, parts)) + "."


def by_public_key(provider: Provider, made: Claims) -> str:
    """HMAC with what everybody knows (RFC 8725, 2.1)."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, made)]
    signed = ".".join(map(_base64url, parts))
    key = provider.key.as_pem(private=False)
    return f"{signed}.{_base64url(hmac.digest(key, signed.encode(), 'sha256'))}"


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


BAD: dict[str, tuple[Spoil, str]] = {
    "forged": (token(lambda p, made: p.signed(made, key=new_key("one"))), "id_token_invalid"),
    "unknown key": (token(lambda p, made: p.signed(made, key=new_key("two"))), "key_unknown"),
    "unsigned": (token(unsigned), "id_token_invalid"),
    "public key": (token(by_public_key), "id_token_invalid"),
    "garbage": (token(lambda *_: "a.b.c"), "id_token_invalid"),
    "other issuer": (claims(iss="https://evil.example"), "id_token_invalid"),
    "other audience": (claims(aud="another"), "id_token_invalid"),
    "several audiences": (claims(aud=["imitate", "another"]), "id_token_invalid"),
    "other azp": (claims(azp="another"), "id_token_invalid"),
    "azp of another kind": (claims(azp=["imitate"]), "id_token_invalid"),
    "expired": (claims(exp=AT_NOON - 61), "id_token_invalid"),
    "no end": (claims(exp=None), "id_token_invalid"),
    "of the future": (claims(iat=AT_NOON + 61), "id_token_invalid"),
    "old": (claims(iat=AT_NOON - 700), "id_token_invalid"),
    "no subject": (claims(sub=None), "id_token_invalid"),
    "subject of another kind": (claims(sub=7), "id_token_invalid"),
    "replayed": (claims(nonce="of another sign-in"), "nonce_wrong"),
    "no nonce": (claims(nonce=None), "nonce_wrong"),
    "other access token": (claims(at_hash="abc"), "id_token_invalid"),
    "code refused": (answers("/token", 400, {"error": "invalid_grant"}), "code_refused"),
    "client refused": (answers("/token", 401, {"error": "x"}), "provider_answer_invalid"),
    "down": (answers("/token", 503, {}), "provider_unreachable"),
    "redirected": (answers("/token", 302, {}), "provider_answer_invalid"),
    "too large": (answers("/token", 200, b" " * 300_000), "provider_unreachable"),
    "refresh token of no text": (
        answers("/token", 200, {"id_token": "a.b.c", "refresh_token": "\ud800"}),
        "provider_answer_invalid",
    ),
    "access token of two lines": (
        answers("/token", 200, {"id_token": "a.b.c", "access_token": "a\r\nx: y"}),
        "provider_answer_invalid",
    ),
    "no JSON": (answers("/token", 200, b"<html>"), "provider_answer_invalid"),
    "userinfo of another": (answers("/userinfo", 200, {"sub": "eve"}), "provider_answer_invalid"),
    "local username": (claims(preferred_username="Alice"), "username_taken"),
    "local address": (claims(email="ALICE@example.com", email_verified=True), "email_taken"),
    "no group": (claims(groups=[]), "no_role"),
    "groups of another kind": (claims(groups={"agents": True}), "no_role"),
    "no username": (claims(preferred_username=" "), "claim_missing"),
    "username that nothing stores": (claims(preferred_username="x" * 101), "claim_missing"),
    "address that is none": (claims(email="carol"), "claim_missing"),
    "name that nothing stores": (claims(family_name="Cl\0erk"), "claim_missing"),
}


@pytest.fixture(params=["sqlite"])
def template(sqlite_template: str) -> str:
    """What is refused is so before the database is asked, or by the same statements."""
    return sqlite_template


def causes(printed: str) -> list[str]:
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return [line["cause"] for line in lines if line["event"] == "oidc.refused"]


async def state_of(shop: Shop) -> dict[str, Any]:
    """All but the audit log, in which a refusal of a verified account stands."""
    found = await shop.everything()
    return {name: rows for name, rows in found.items() if name != "audit_events"}


async def test_bad_answers(
    open_shop: OpenShop, corp: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),), rate_address_logins=0)
    corp.clock, browser = shop.clock, Browser(shop, corp)
    before = await state_of(shop)
    for name, (spoil, cause) in BAD.items():
        corp.change, corp.token = (lambda made: made), (lambda made: made)
        corp.answers.clear()
        location = await browser.begin()
        spoil(corp)
        capsys.readouterr()
        person = {"sub": "x"} if name == "userinfo of another" else CAROL

        answer = await browser.come_back(corp.authorize(location, person))

        printed = capsys.readouterr().out
        assert causes(printed) == [cause], (name, printed)
        assert answer.status_code in {400, 403, 503}, name
        assert "<h1>You are not signed in</h1>" in answer.text
        assert browser.cookies == {}, name
        assert await state_of(shop) == before, name


BAD_RESPONSES: dict[str, tuple[dict[str, str | None], str]] = {
    "no code": ({"code": None}, "malformed_response"),
    "unknown code": ({"code": "x"}, "code_refused"),
    "no state": ({"state": None}, "unknown_state"),
    "unknown state": ({"state": "ims_" + "a" * 43}, "unknown_state"),
    "no issuer": ({"iss": None}, "wrong_issuer"),
    "other issuer": ({"iss": "https://evil.example"}, "wrong_issuer"),
    "cancelled": ({"error": "access_denied", "code": None}, "refused_by_provider"),
}


@pytest.mark.parametrize("name", BAD_RESPONSES)
async def test_bad_responses(
    browser: Browser, corp: Provider, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    changed, cause = BAD_RESPONSES[name]
    sent = corp.authorize(await browser.begin(), CAROL) | changed

    answer = await browser.come_back({key: text for key, text in sent.items() if text is not None})

    printed = capsys.readouterr().out
    assert answer.status_code == 400
    assert causes(printed) == [cause]
    assert sent["code"] is None or len(sent["code"]) == 1 or sent["code"] not in printed
    assert browser.cookies == {}


async def test_answer_counts_once_and_for_ten_minutes(
    shop: Shop, browser: Browser, corp: Provider
) -> None:
    sent, kept = corp.authorize(await browser.begin(), CAROL), dict(browser.cookies)
    assert (await browser.come_back(sent)).status_code == 303
    browser.cookies = dict(kept)

    assert (await browser.come_back(sent)).status_code == 400

    late = corp.authorize(await browser.begin(), CAROL)
    shop.clock.advance(minutes=10)
    assert (await browser.come_back(late)).status_code == 400


async def test_mix_up_of_two_providers(open_shop: OpenShop, corp: Provider) -> None:
    """RFC 9700, 4.4: an answer of one counts for no other."""
    partner = Provider(corp.clock, "partner")
    async with serving(partner):
        shop = await open_shop(oidc_providers=(corp.settings(), partner.settings()))
        corp.clock = partner.clock = shop.clock
        browser = Browser(shop, corp)
        sent = corp.authorize(await browser.begin(), CAROL)

        mixed = await browser.come_back(sent | {"iss": partner.issuer}, provider="partner")

        assert mixed.status_code == 400
        assert partner.asked == []
        assert await shop.rows("user_sessions") == []


@pytest.mark.parametrize(
    ("published", "cause"),
    [
        ({"issuer": "https://evil.example"}, "wrong_issuer"),
        ({"token_endpoint": None}, "provider_answer_invalid"),
        ({"token_endpoint": "ftp://id.example/token"}, "provider_answer_invalid"),
        ({"authorization_endpoint": "http://a b"}, "provider_answer_invalid"),
        ({"jwks_uri": 7}, "provider_answer_invalid"),
        ({"jwks_uri": "https://["}, "provider_answer_invalid"),
        ({"token_endpoint_auth_methods_supported": 7}, "provider_answer_invalid"),
    ],
)
async def test_bad_metadata(
    shop: Shop, corp: Provider, capsys: pytest.CaptureFixture[str], published: Claims, cause: str
) -> None:
    corp.metadata = published

    answer = await shop.http.get("/auth/oidc/corp/login", headers={"accept-language": "de-AT,en"})

    assert answer.status_code == 400
    assert causes(capsys.readouterr().out) == [cause]
    assert "<h1>Du bist nicht angemeldet</h1>" in answer.text
    assert await shop.rows("oidc_attempts") == []


async def test_key_rotation(browser: Browser, corp: Provider) -> None:
    """Unknown keys are asked for once; more of them soon after ask for nothing."""
    await browser.sign_in()
    corp.key = new_key("two")

    assert (await browser.sign_in()).status_code == 303
    assert corp.asked.count("/keys") == 2
    corp.published, corp.key = [corp.key], new_key("three")
    assert (await browser.sign_in()).status_code == 400
    assert corp.asked.count("/keys") == 2


async def test_rate_of_an_address(open_shop: OpenShop, corp: Provider) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),), rate_address_logins=2)
    url = "/auth/oidc/corp/login"

    statuses = [(await shop.http.get(url)).status_code for _ in range(3)]

    assert statuses == [303, 303, 429]
    assert len(await shop.rows("oidc_attempts")) == 2


async def test_page_of_an_unknown_provider_and_other_methods(shop: Shop) -> None:
    assert (await shop.http.get("/auth/oidc/nobody/login")).status_code == 404
    assert (await shop.http.post("/auth/oidc/corp/login")).status_code == 405
