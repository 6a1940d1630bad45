"""Many redemptions of one token at once: one succeeds, over all threads and processes."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.demo import shop as demo
from tests.support.audit_log import causes, endings
from tests.support.clients import Agent, document
from tests.support.engines.kept import CHEAP
from tests.support.servers import served
from tests.support.shop import PASSWORD, OpenShop, Shop

REFUSED = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
THREADS = 20
ROUNDS = 8


async def test_twenty_threads_over_two_processes_have_one_success(
    database_url: str, tmp_path: Path
) -> None:
    customer_id = demo.demo_id("customer", "bob")
    channel_id = demo.demo_id("channel", "Storefront")
    headers = {"sw-access-key": demo.access_key("Storefront")}
    settings = {"database_url": database_url, **CHEAP}
    with served(tmp_path, **settings) as one, served(tmp_path, **settings) as other:
        async with one.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            token = (await alice.token_for(customer_id, channel_id))["token"]
        body = {
            "query": document("storefront/imitate-customer-login"),
            "variables": {"token": token},
        }
        start = threading.Barrier(THREADS)

        def redeem(position: int) -> str:
            """The code of the refusal, or the customer of the session."""
            server = (one, other)[position % 2]
            with server.client(headers=headers) as client:
                client.get("/health/live")
                start.wait()
                answer = client.post("/graphql", json=body).json()
            if "errors" in answer:
                return str(answer["errors"][0]["extensions"]["code"])
            return str(answer["data"]["imitateCustomerLogin"]["context"]["imitatingUserId"])

        with ThreadPoolExecutor(THREADS) as threads:
            outcomes = list(threads.map(redeem, range(THREADS)))

    assert sorted(outcomes) == sorted([demo.demo_id("user", "alice"), *[REFUSED] * (THREADS - 1)])


async def test_fifty_at_once_have_one_success(open_shop: OpenShop) -> None:
    """E3."""
    shop = await open_shop(database_pool=50)
    token = await shop.token(await shop.agent("alice"))

    answers = await asyncio.gather(*(shop.visitor().redeem(token) for _ in range(50)))

    assert [answer.code for answer in answers if answer.errors] == [REFUSED] * 49
    assert len(await shop.rows("contexts")) == 1
    assert (await shop.actions()).count("imitation.redeemed") == 1
    assert (await shop.actions()).count("imitation.redemption_refused") == 49


async def test_earlier_imitation_is_superseded_once(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    made = [await shop.token(alice) for _ in range(4)]

    answers = await asyncio.gather(*(imitator.copy().redeem(token) for token in made))

    assert [answer.errors for answer in answers] == [[]] * 4
    assert (await imitator.copy().context())["customer"] is None
    assert await causes(shop) == ["SUPERSEDED"]
    assert sorted(await endings(shop), key=str) == [None] * 4 + ["SUPERSEDED"]


async def test_logout_at_the_same_moment_leaves_no_live_imitation(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    for _ in range(ROUNDS):
        alice = await shop.agent("alice")
        token = await shop.token(alice)
        visitor = other.visitor()

        redeemed, out = await asyncio.gather(visitor.redeem(token), alice.run("admin/user-logout"))

        assert out.data is True
        assert not redeemed.errors or redeemed.code == REFUSED
        assert (await visitor.context())["customer"] is None

    assert await endings(shop) == ["LOGOUT"] * ROUNDS
    assert await causes(shop) == ["LOGOUT"] * ROUNDS


async def test_token_made_during_the_logout_is_worthless(open_shop: OpenShop) -> None:
    shop, other = await open_shop(), await open_shop()
    for _ in range(ROUNDS):
        alice = await shop.agent("alice")
        there = Agent(other.http, dict(alice.headers))

        made, out = await asyncio.gather(
            there.run(
                "admin/generate-imitate-customer-token",
                customerId=shop.customer("bob"),
                salesChannelId=shop.channel("Storefront"),
            ),
            alice.run("admin/user-logout"),
        )

        assert out.data is True
        if made.errors:
            assert made.code == "UNAUTHENTICATED"
        else:
            assert (await shop.visitor().redeem(made.data["token"])).code == REFUSED

    assert set(await endings(shop)) <= {"LOGOUT"}


@pytest.mark.parametrize("what", ["customer", "channel", "user"])
async def test_deactivating_at_the_same_moment_leaves_no_live_imitation(
    open_shop: OpenShop, what: str
) -> None:
    """No deadlock: both are answered, none with UNAVAILABLE."""
    shop, other = await open_shop(), await open_shop()
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    operation, id_ = {
        "customer": ("admin/update-customer", shop.customer("bob")),
        "channel": ("admin/update-sales-channel", shop.channel("Storefront")),
        "user": ("admin/update-user", shop.user("alice")),
    }[what]
    for _ in range(ROUNDS):
        token = await shop.token(alice)
        visitor = other.visitor()

        redeemed, changed = await asyncio.gather(
            visitor.redeem(token), admin.run(operation, id=id_, input={"active": False})
        )

        assert changed.data["active"] is False
        assert not redeemed.errors or redeemed.code in {
            REFUSED,
            "FRAMEWORK__SALES_CHANNEL_NOT_FOUND",
        }
        await admin.run(operation, id=id_, input={"active": True})
        assert (await visitor.context())["customer"] is None
        if what == "user":
            alice = await shop.agent("alice")

    assert await endings(shop) == [f"{what.upper()}_DEACTIVATED"] * ROUNDS


async def test_deleting_the_customer_at_the_same_moment_is_no_fault_of_ours(
    open_shop: OpenShop,
) -> None:
    shop, other = await open_shop(), await open_shop()
    admin, alice = await shop.agent("admin"), await shop.agent("alice")
    for position in range(ROUNDS):
        name = f"crowd {position}"
        token = await shop.token(alice, name)
        visitor = other.visitor()

        redeemed, deleted = await asyncio.gather(
            visitor.redeem(token), admin.run("admin/delete-customer", id=shop.customer(name))
        )

        assert deleted.data is True
        assert not redeemed.errors or redeemed.code == REFUSED
        assert (await visitor.context())["customer"] is None

    assert await endings(shop) == ["CUSTOMER_DEACTIVATED"] * ROUNDS
