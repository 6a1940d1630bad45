"""Whatever bytes are sent, forms, credentials and JWTs are read or refused, and nothing fails."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from auth.oauth import jwts, signing_keys
from auth.oauth.jwts import JwtRules
from auth.oauth.presence import Presence
from auth.oauth.refusals import InvalidGrant, OAuthRefusal
from auth.vocabulary import ImitationAccess
from resolvers.oauth.authentication import Client
from server.oauth.client import client_of
from server.oauth.form import parse

KEY = signing_keys.new_key()
RULES = JwtRules("https://shop.example", frozenset({"orders"}), timedelta(seconds=120))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PIECES = [b"a=1", b"a", b"=", b"&", b"%", b"%zz", b"%00", b"%ff", b"+", b";", b"\xff", b"a=%F0%9F"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def read_or_error(read: Callable[..., object], *sent: object) -> object:
    """What is read, or the code of the refusal; any other exception fails the test."""
    try:
        return read(*sent)
    except OAuthRefusal as refusal:
        return refusal.error


@given(body=st.binary(max_size=60) | st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_forms(body: bytes) -> None:
    form = read_or_error(parse, body)

    assert form == "invalid_request" or (
        isinstance(form, dict) and all(form.values()) and "\ufffd" not in "".join(form.values())
    )


@given(header=st.binary(max_size=60), encoded=st.booleans())
def test_credentials(header: bytes, encoded: bool) -> None:  # noqa: FBT001 - hypothesis names it
    value = b"Basic " + base64.b64encode(header) if encoded else header
    client = read_or_error(client_of, Headers(raw=[(b"authorization", value)]), {})

    assert client == "invalid_client" or (isinstance(client, Client) and b":" in header)


def signed(**parts: Any) -> str:
    """A JWT with other parts: JSON for the header and the claims, bytes for the signature."""
    made = jwts.make(
        presence(NOON + timedelta(hours=1)),
        audience="orders",
        client_id="SWIA",
        rules=RULES,
        key=KEY,
        now=NOON,
    )
    head, body, signature = made.token.split(".")
    changed = {"head": head, "body": body, "signature": signature}
    for name, value in parts.items():
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        changed[name] = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return ".".join(changed.values())


def presence(ends_at: datetime) -> Presence:
    return Presence("c", "s", "h", "u", ImitationAccess.FULL, ends_at)


def test_control_is_valid() -> None:
    claims = jwts.claims_of(signed(), rules=RULES, keys=[KEY], now=NOON)

    assert claims
    assert claims["sub"] == "c"


@given(head=json_values, body=json_values, signature=st.binary(max_size=70))
def test_jwts_of_any_parts(head: object, body: object, signature: bytes) -> None:
    fitting = {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid}
    tokens = [
        signed(head=head),
        signed(body=body),
        signed(signature=signature),
        signed(head=fitting, body=body, signature=signature),
        signed(head={**fitting, "x": head}),
    ]

    for token in tokens:
        assert jwts.claims_of(token, rules=RULES, keys=[KEY], now=NOON) is None


@pytest.mark.parametrize("name", ["alg", "b64", "crit", "jku", "jwk", "kid", "typ", "x5c", "zip"])
@given(value=json_values | st.lists(st.sampled_from(["b64", "exp", 5])))
def test_headers_of_any_values(name: str, value: object) -> None:
    head = {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, name: value}

    assert jwts.claims_of(signed(head=head), rules=RULES, keys=[KEY], now=NOON) is None


def test_a_header_that_is_nested_without_end() -> None:
    token = signed(head=b"[" * 2900)

    assert jwts.claims_of(token, rules=RULES, keys=[KEY], now=NOON) is None


@given(text=st.text(max_size=40) | st.text(alphabet="aeyJ0.-_=", max_size=40))
def test_jwts_of_any_text(text: str) -> None:
    assert jwts.claims_of(text, rules=RULES, keys=[KEY], now=NOON) is None


@given(
    session=st.timedeltas(timedelta(seconds=-5), timedelta(hours=1)),
    begun=st.timedeltas(timedelta(), timedelta(seconds=3)),
    later=st.timedeltas(timedelta(), timedelta(hours=1)),
    lifetime=st.integers(1, 120),
)
def test_a_jwt_never_outlives_its_time_or_its_session(
    session: timedelta, begun: timedelta, later: timedelta, lifetime: int
) -> None:
    rules = JwtRules("https://shop.example", frozenset(), timedelta(seconds=lifetime))
    now, ends_at = NOON + begun, NOON + session
    try:
        made = jwts.make(
            presence(ends_at), audience="orders", client_id="SWIA", rules=rules, key=KEY, now=now
        )
    except InvalidGrant:
        assert ends_at - now < timedelta(seconds=2) or lifetime == 1
        return
    claims = jwts.claims_of(made.token, rules=rules, keys=[KEY], now=now + later)
    if later >= timedelta(seconds=lifetime) or now + later >= ends_at:
        assert claims is None
