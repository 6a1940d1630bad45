"""userLogin and userLogout: what a stranger learns, and what becomes of the sessions."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.clients import Agent, Answer, Client
from tests.journal import events, written
from tests.shop import NOON, PASSWORD, OpenShop, Shop

LOGIN = "admin/user-login"
REFUSAL = {
    "message": "No account matches these credentials.",
    "extensions": {"code": "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"},
}
pytest_plugins = ["tests.hashing"]


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


async def test_idle_session_ends_after_half_an_hour(shop: Shop, alice: Agent) -> None:
    shop.clock.advance(minutes=30, microseconds=-1)
    assert await is_alive(alice)
    shop.clock.advance(minutes=30, microseconds=-1)
    assert await is_alive(alice)
    shop.clock.advance(minutes=30)

    assert not await is_alive(alice)


async def test_used_session_ends_after_eight_hours(shop: Shop, alice: Agent) -> None:
    for _ in range(8 * 3 - 1):
        shop.clock.advance(minutes=20)
        assert await is_alive(alice)
    shop.clock.advance(minutes=20, microseconds=-1)
    assert await is_alive(alice)
    shop.clock.advance(microseconds=1)

    assert not await is_alive(alice)


async def test_use_is_noted_once_a_minute(shop: Shop, alice: Agent) -> None:
    """D7."""
    with written(shop) as tables:
        for _ in range(12):
            shop.clock.advance(seconds=10)
            await is_alive(alice)

    assert tables == ["user_sessions"] * 2


async def test_deactivated_users_sessions_are_dead_on_every_process(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    admin, alice = await shop.agent("admin"), await other.agent("alice")
    change = {"id": shop.user("alice"), "input": {"active": False}}

    await admin.run("admin/update-user", **change)

    assert not await is_alive(alice)
    await admin.run("admin/update-user", id=shop.user("alice"), input={"active": True})
    assert not await is_alive(alice)


async def test_deactivation_counts_whoever_did_it(shop: Shop, alice: Agent) -> None:
    await shop.change("UPDATE users SET active = false WHERE username = 'alice'")

    assert not await is_alive(alice)


async def test_new_password_ends_every_session(shop: Shop, admin: Agent) -> None:
    sessions = [await shop.agent("alice") for _ in range(2)]

    await admin.run(
        "admin/update-user", id=shop.user("alice"), input={"password": "another password"}
    )

    assert [await is_alive(agent) for agent in sessions] == [False, False]
    assert_refused(await shop.stranger().run(LOGIN, username="alice", password=PASSWORD))


async def test_privileges_are_read_on_every_request(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    admin, alice = await shop.agent("admin"), await other.agent("alice")
    query = {"id": shop.customer("bob")}
    assert (await alice.run("admin/customer", **query)).data["id"] == query["id"]

    changed = {"privileges": ["sales_channel:read"]}
    await admin.run("admin/update-role", id=shop.role("Support"), input=changed)

    refused = await alice.run("admin/customer", **query)
    assert refused.error["missingPrivileges"] == ["customer:read"]
    user = (await alice.run("admin/current-user")).data
    assert user["privileges"] == ["sales_channel:read"]


async def test_bearer_of_nothing_is_nobody(shop: Shop, alice: Agent) -> None:
    token = alice.headers["authorization"].removeprefix("Bearer ")
    sent = ["", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer {token}x", "Bearer imu_x"]

    alive = [await is_alive(Client(shop.http, {"authorization": header})) for header in sent]

    assert alive == [False] * len(sent)
    assert await is_alive(Client(shop.http, {"authorization": f"bearer {token}"}))


async def test_many_logins_at_once_are_all_answered(shop: Shop) -> None:
    agents = await asyncio.gather(*(shop.agent("alice") for _ in range(8)))

    assert len({agent.headers["authorization"] for agent in agents}) == 8
