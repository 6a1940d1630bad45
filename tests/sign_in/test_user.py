"""userLogin and userLogout: one answer to every refusal, and the sessions afterwards."""

import asyncio
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from tests.support.audit_log import events
from tests.support.clients import Agent, Answer, Client
from tests.support.shop import NOON, PASSWORD, OpenShop, Shop

LOGIN = "admin/user-login"
REFUSAL = {
    "message": "No account matches these credentials.",
    "extensions": {"code": "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"},
}
pytest_plugins = ["tests.sign_in.hashing"]


def assert_refused(answer: Answer) -> None:
    (error,) = answer.errors
    assert {key: error[key] for key in REFUSAL} == REFUSAL
    assert answer.body["data"] is None
    assert "set-cookie" not in answer.response.headers


async def is_alive(client: Client) -> bool:
    answer = await client.run("admin/current-user")
    return not answer.errors or answer.code != "UNAUTHENTICATED"


async def test_answers_a_token_for_a_working_day(shop: Shop) -> None:
    answer = await shop.stranger().run(LOGIN, username="ALICE", password=PASSWORD)

    assert answer.data["accessToken"].startswith("imu_")
    assert datetime.fromisoformat(answer.data["expiresAt"]) == NOON + timedelta(hours=8)
    assert answer.data["user"]["id"] == shop.user("alice")
    assert answer.data["user"]["privileges"] == [
        "api_proxy_imitate-customer",
        "customer:read",
        "imitation:read",
        "order:read",
        "sales_channel:read",
    ]
    assert answer.response.headers["cache-control"] == "no-store"
    (event,) = await events(shop, "user.signed_in")
    assert event["username"] == "alice"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("nobody", PASSWORD),
        ("nobody", "nobody has this password"),
        ("alice", "wrong"),
        ("alice", ""),
        ("ines", PASSWORD),
        ("ines", "wrong"),
        ("bob@example.com", PASSWORD),
        ("", ""),
        ("x" * 5000, PASSWORD),
    ],
    ids=range(9),
)
async def test_every_refusal_is_one_answer_after_one_hash(
    shop: Shop, hashed: list[str], username: str, password: str
) -> None:
    """C3."""
    hashed.clear()
    before = await shop.everything()

    assert_refused(await shop.stranger().run(LOGIN, username=username, password=password))

    assert hashed == ["verify"]
    after = await shop.everything()
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 1
    assert after == before


async def test_success_is_one_hash_too(shop: Shop, hashed: list[str]) -> None:
    hashed.clear()

    await shop.agent("alice")

    assert hashed == ["verify"]


async def test_password_over_1024_characters_is_refused_before_hashing(
    shop: Shop, hashed: list[str]
) -> None:
    hashed.clear()
    before = await shop.everything()

    assert_refused(await shop.stranger().run(LOGIN, username="alice", password="x" * 1025))

    assert hashed == []
    assert await shop.everything() == before


@pytest.mark.parametrize("field", ["username", "password"])
@pytest.mark.parametrize("sent", ["a\0b", "a\nb"])
async def test_control_characters_are_refused(shop: Shop, field: str, sent: str) -> None:
    variables = {"username": "alice", "password": PASSWORD, field: sent}

    refused = await shop.stranger().run(LOGIN, **variables)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_hash_follows_todays_parameters(open_shop: OpenShop) -> None:
    """C1."""
    old, new = await open_shop(), await open_shop(argon2_memory=16)
    before = {row["username"]: row["password_hash"] for row in await old.rows("users")}

    await new.agent("alice")

    after = {row["username"]: row["password_hash"] for row in await old.rows("users")}
    assert after["alice"].startswith("$argon2id$v=19$m=16,t=1,p=1$")
    assert {**after, "alice": before["alice"]} == before
    assert await is_alive(await new.agent("alice"))
    assert (await new.rows("users")) == (await old.rows("users"))


async def test_a_password_that_is_hashed_again_lets_in_all_who_sign_in_meanwhile(
    open_shop: OpenShop,
) -> None:
    await open_shop()
    shop = await open_shop(argon2_memory=16)

    agents = await asyncio.gather(*[shop.agent("alice") for _ in range(8)])

    assert [await is_alive(agent) for agent in agents] == [True] * 8


async def test_a_password_that_is_changed_meanwhile_is_refused_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, verify, checked = asyncio.get_running_loop(), PasswordHasher.verify, list[str]()
    other = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("another password")
    change = "UPDATE users SET password_hash = :other WHERE username = 'alice'"

    def verify_and_change(self: PasswordHasher, stored: str, password: str) -> bool:
        checked.append(stored)
        if len(checked) > 1:
            return verify(self, stored, password)
        fits = verify(self, stored, password)
        asyncio.run_coroutine_threadsafe(shop.change(change, other=other), loop).result(60)
        return fits

    monkeypatch.setattr(PasswordHasher, "verify", verify_and_change)
    refused = await shop.stranger().run(LOGIN, username="alice", password=PASSWORD)

    assert_refused(refused)
    assert checked[1:] == [other]
    assert len(await events(shop, "user.sign_in_refused")) == 1
    assert await shop.rows("user_sessions") == []


async def test_wrong_password_rehashes_nothing(open_shop: OpenShop) -> None:
    shop = await open_shop(argon2_memory=16)
    before = await shop.rows("users")

    await shop.stranger().run(LOGIN, username="alice", password="wrong")

    assert await shop.rows("users") == before


async def test_each_login_is_a_new_token_and_kills_the_one_sent(shop: Shop, alice: Agent) -> None:
    elsewhere = await shop.agent("alice")

    answer = await alice.run(LOGIN, username="alice", password=PASSWORD)

    new = Agent(shop.http, {"authorization": f"Bearer {answer.data['accessToken']}"})
    assert new.headers not in (alice.headers, elsewhere.headers)
    assert [await is_alive(agent) for agent in (alice, new, elsewhere)] == [False, True, True]


async def test_refused_login_kills_nothing(alice: Agent) -> None:
    assert_refused(await alice.run(LOGIN, username="alice", password="wrong"))

    assert await is_alive(alice)


async def test_logout_ends_this_session_alone(shop: Shop, alice: Agent) -> None:
    elsewhere = await shop.agent("alice")

    assert (await alice.run("admin/user-logout")).data is True

    assert [await is_alive(agent) for agent in (alice, elsewhere)] == [False, True]
    assert (await alice.run("admin/user-logout")).code == "UNAUTHENTICATED"
    assert (await shop.actions())[-1] == "user.signed_out"


async def test_many_logins_at_once_are_all_answered(shop: Shop) -> None:
    agents = await asyncio.gather(*(shop.agent("alice") for _ in range(8)))

    assert len({agent.headers["authorization"] for agent in agents}) == 8
