"""The lifetime of a user's session; privileges are read anew for each request."""

import asyncio

from tests.support.audit_log import changes_noted
from tests.support.clients import Agent, Client
from tests.support.shop import PASSWORD, OpenShop, Shop


async def is_alive(client: Client) -> bool:
    answer = await client.run("admin/current-user")
    return not answer.errors or answer.code != "UNAUTHENTICATED"


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
    tables: list[str] = []
    for _ in range(12):
        shop.clock.advance(seconds=10)
        async with changes_noted(shop, tables):
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


async def test_deactivation_in_the_database_counts(shop: Shop, alice: Agent) -> None:
    await shop.change("UPDATE users SET active = false WHERE username = 'alice'")

    assert not await is_alive(alice)


async def test_new_password_ends_every_session(shop: Shop, admin: Agent) -> None:
    sessions = [await shop.agent("alice") for _ in range(2)]

    await admin.run(
        "admin/update-user", id=shop.user("alice"), input={"password": "another password"}
    )

    assert [await is_alive(agent) for agent in sessions] == [False, False]
    refused = await shop.stranger().run("admin/user-login", username="alice", password=PASSWORD)
    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


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


async def test_users_who_ask_at_once_each_see_themselves(shop: Shop) -> None:
    """Their look-ups are sent together, with that of an unknown token among them."""
    names = ["alice", "eve", "admin"]
    agents = [await shop.agent(name) for name in names]
    stranger = Client(shop.http, {"authorization": "Bearer imu_" + "a" * 43})

    answers = await asyncio.gather(
        *(client.run("admin/current-user") for client in [*agents, stranger] * 8)
    )

    seen = [answer.data["username"] if not answer.errors else answer.code for answer in answers]
    assert seen == [*names, "UNAUTHENTICATED"] * 8


async def test_bearer_of_nothing_is_nobody(shop: Shop, alice: Agent) -> None:
    token = alice.headers["authorization"].removeprefix("Bearer ")
    sent = ["", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer {token}x", "Bearer imu_x"]

    alive = [await is_alive(Client(shop.http, {"authorization": header})) for header in sent]

    assert alive == [False] * len(sent)
    assert await is_alive(Client(shop.http, {"authorization": f"bearer {token}"}))
