"""A context token is exchanged for a JWT that says who is there, for two minutes at most."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from tests.support.clients import Agent, Visitor
from tests.support.machines import AUDIENCE, Machine, machine_with
from tests.support.shop import NOON, OpenShop, Shop

JWKS = "/.well-known/jwks.json"
JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt"
INACTIVE = {"active": False}
ISSUER = "http://127.0.0.1:8000"


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """The shop, which makes JWTs for one service."""
    return await open_shop(jwt_audiences=AUDIENCE)


@pytest.fixture
async def machine(shop: Shop, admin: Agent) -> Machine:
    return await machine_with(shop, admin, "context:introspect")


def seconds(**after_noon: float) -> int:
    return int((NOON + timedelta(**after_noon)).timestamp())


async def verified(shop: Shop, token: str, **others: Any) -> dict[str, Any]:
    """The claims, verified by PyJWT with the published keys; their times are the clock's."""
    keys = jwt.PyJWKSet.from_dict((await shop.http.get(JWKS)).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    options: Any = {"verify_exp": False, "verify_iat": False}
    wanted = {"audience": AUDIENCE, "issuer": ISSUER, **others}
    return jwt.decode(token, key, algorithms=["ES256"], options=options, **wanted)


async def test_jwt_says_who_is_there(shop: Shop, machine: Machine, alice: Agent) -> None:
    imitator = await shop.imitator(alice, access="READ_ONLY")

    answer = await machine.exchange(imitator.token)

    made = answer.json()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert made == {
        "access_token": made["access_token"],
        "issued_token_type": JWT_TYPE,
        "token_type": "Bearer",
        "expires_in": 120,
    }
    claims = await verified(shop, made["access_token"])
    assert claims == {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "client_id": machine.client_id,
        "iat": seconds(),
        "exp": seconds(minutes=2),
        "jti": claims["jti"],
        "sub": shop.customer("bob"),
        "act": {"sub": alice.id},
        "sid": claims["sid"],
        "channel": shop.channel("Storefront"),
        "access": "READ_ONLY",
    }
    header = jwt.get_unverified_header(made["access_token"])
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")


async def test_nobody_acts_for_customers_themselves(
    shop: Shop, machine: Machine, bob: Visitor
) -> None:
    claims = await verified(shop, await machine.jwt(bob.token))

    assert (claims["sub"], "act" in claims) == (shop.customer("bob"), False)


async def test_other_services_refuse_it(shop: Shop, machine: Machine, bob: Visitor) -> None:
    token = await machine.jwt(bob.token)

    with pytest.raises(jwt.InvalidAudienceError):
        await verified(shop, token, audience="https://payment.example")


async def test_it_never_outlives_the_imitation(shop: Shop, machine: Machine, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    shop.clock.advance(minutes=14)

    answer = await machine.exchange(imitator.token)
    shop.clock.advance(seconds=59.5)
    late = await machine.exchange(imitator.token)

    assert answer.json()["expires_in"] == 60
    claims = await verified(shop, answer.json()["access_token"])
    assert claims["exp"] == seconds(minutes=15)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


async def test_jwt_is_active_until_the_session_ends(
    shop: Shop, admin: Agent, machine: Machine, alice: Agent
) -> None:
    imitator = await shop.imitator(alice)
    token = await machine.jwt(imitator.token)
    claims = await verified(shop, token)
    assert await machine.introspect(token) == {"active": True, **claims}

    await imitator.run("storefront/customer-logout")

    assert await machine.introspect(token) == INACTIVE


async def test_jwt_is_over_after_its_time(shop: Shop, machine: Machine, bob: Visitor) -> None:
    token = await machine.jwt(bob.token)

    shop.clock.advance(seconds=119)
    assert (await machine.introspect(token))["active"] is True
    shop.clock.advance(seconds=1)

    assert await machine.introspect(token) == INACTIVE


def changed(token: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """The token with other values, under the old signature."""

    def part(text: str, changes: dict[str, Any]) -> str:
        decoded = json.loads(base64.urlsafe_b64decode(text + "=="))
        encoded = json.dumps({**decoded, **changes}).encode()
        return base64.urlsafe_b64encode(encoded).rstrip(b"=").decode()

    head, body, signature = token.split(".")
    return ".".join((part(head, header or {}), part(body, claims), signature))


async def test_changed_tokens_are_nobody_s(shop: Shop, machine: Machine, bob: Visitor) -> None:
    token = await machine.jwt(bob.token)
    public = (await shop.http.get(JWKS)).text
    head, body, _ = token.split(".")
    (key,) = json.loads(public)["keys"]
    tokens = [
        changed(token, sub=shop.customer("carol")),
        changed(token, exp=seconds(days=1)),
        changed(token, header={"alg": "none"}),
        changed(token, header={"alg": "none"}).rpartition(".")[0] + ".",
        changed(token, header={"alg": "HS256"}),
        changed(token, header={"kid": "another"}),
        changed(token, header={"typ": "JWT"}),
        changed(token, header={"crit": ["x"], "x": 1}),
        changed(token, header={"jwk": key}),
        jwt.encode({"sid": "0" * 32}, "x" * 32, headers={"typ": "at+jwt", "kid": key["kid"]}),
        f"{head}.{body}.",
        f"{head}..{body}",
        "." * 2,
        token + "a",
        token + "." + "a",
    ]

    assert [await machine.introspect(one) for one in tokens] == [INACTIVE] * len(tokens)
    assert (await machine.introspect(token))["active"] is True


async def test_a_jwt_is_not_exchanged_again(shop: Shop, machine: Machine, bob: Visitor) -> None:
    token = await machine.jwt(bob.token)

    as_context = await machine.exchange(token)
    as_jwt = await machine.exchange(token, subject_token_type=JWT_TYPE)

    assert (as_context.status_code, as_context.json()["error"]) == (400, "invalid_grant")
    assert (as_jwt.status_code, as_jwt.json()["error"]) == (400, "invalid_request")


async def test_only_customers_sessions_are_exchanged(
    shop: Shop, machine: Machine, alice: Agent
) -> None:
    guest, anonymous = shop.visitor(), shop.visitor()
    await guest.run("storefront/add-cart-item", productId=shop.product(1))
    await anonymous.context()
    ended = await shop.imitator(alice)
    before = ended.token
    await ended.run("storefront/customer-logout")

    for token in (guest.token, anonymous.token, before, await shop.token(alice), "x"):
        answer = await machine.exchange(token)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await shop.rows("jwt_keys") == []


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ({"audience": "https://payment.example"}, "invalid_target"),
        ({"audience": ""}, "invalid_request"),
        ({"resource": "https://orders.example"}, "invalid_target"),
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token_type": ""}, "invalid_request"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"requested_token_type": "urn:x"}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": JWT_TYPE}, "invalid_request"),
        ({"scope": "all"}, "invalid_scope"),
    ],
)
async def test_is_refused(
    machine: Machine, bob: Visitor, others: dict[str, str], error: str
) -> None:
    answer = await machine.exchange(bob.token, **others)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_privilege_is_asked_for(shop: Shop, admin: Agent, bob: Visitor) -> None:
    other = await machine_with(shop, admin, "customer:read", label="Other")

    answer = await other.exchange(bob.token)

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_without_audiences_none_is_made(open_shop: OpenShop, shop: Shop) -> None:
    machine = await machine_with(shop, await shop.agent("admin"), "context:introspect")
    bob = await shop.shopper("bob@example.com")
    none = await open_shop()
    there = Machine(none.http, machine.id, machine.client_id, machine.secret)

    answer = await there.exchange(bob.token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")
