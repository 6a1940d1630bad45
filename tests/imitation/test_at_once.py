"""The most live imitations of a user: counted and decided by the statement that redeems."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from db.demo import shop as demo
from tests.support.audit_log import events
from tests.support.clients import Agent, document
from tests.support.engines.kept import CHEAP
from tests.support.servers import served
from tests.support.shop import PASSWORD, OpenShop, Shop

GENERATE = "admin/generate-imitate-customer-token"
REFUSED = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
TOO_MANY = {"code": "CHECKOUT__CUSTOMER_IMITATION_REFUSED", "reasons": ["TOO_MANY_IMITATIONS"]}
THREADS = 10


async def live(shop: Shop, agent: Agent) -> int:
    """How many live imitations of the agent the admin lists."""
    found = await agent.send("{ imitations(active: true) { totalCount } }")
    return int(found.data["totalCount"])


async def test_e13_sixth_token_is_refused_and_nothing_is_made(shop: Shop, alice: Agent) -> None:
    for _ in range(5):
        await shop.imitator(alice)

    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    refused = await alice.run(GENERATE, **ids)

    assert refused.error == TOO_MANY
    assert len(await shop.rows("imitations")) == 5
    (event,) = await events(shop, "imitation.refused")
    assert event["detail"] == {"reasons": ["TOO_MANY_IMITATIONS"]}


async def test_e13_eligibility_says_it_before_anybody_clicks(open_shop: OpenShop) -> None:
    shop = await open_shop(imitations_per_user=1)
    alice = await shop.agent("alice")
    await shop.imitator(alice)

    found = [
        (await agent.run("admin/customer", id=shop.customer("carol"))).data["imitation"]
        for agent in (alice, await shop.agent("admin"))
    ]

    assert found[0]["reasons"] == ["TOO_MANY_IMITATIONS"]
    assert (found[0]["allowed"], found[0]["targets"]) == (False, [])
    assert (found[1]["allowed"], found[1]["reasons"]) == (True, [])


async def test_e13_token_made_in_time_is_refused_when_there_is_no_room(open_shop: OpenShop) -> None:
    shop = await open_shop(imitations_per_user=1)
    alice = await shop.agent("alice")
    first, second = [await shop.token(alice) for _ in range(2)]
    visitor = shop.visitor()
    await visitor.redeem(first)
    before = await shop.rows("imitations")

    refused = await shop.visitor().redeem(second)

    assert refused.code == REFUSED
    assert await shop.rows("imitations") == before
    assert len(await shop.rows("contexts")) == 1
    assert len(await events(shop, "imitation.redemption_refused")) == 1
    await visitor.run("storefront/customer-logout")  # below the limit again
    assert (await shop.visitor().redeem(second)).data["context"]["imitated"]


async def test_e13_client_that_changes_over_needs_no_further_room(open_shop: OpenShop) -> None:
    shop = await open_shop(imitations_per_user=1)
    alice = await shop.agent("alice")
    first, second = [await shop.token(alice) for _ in range(2)]
    visitor = shop.visitor()
    await visitor.redeem(first)

    assert (await visitor.redeem(second)).data["context"]["imitated"]


async def test_e13_what_time_has_ended_leaves_room_before_anybody_sweeps(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(imitations_per_user=1)
    alice = await shop.agent("alice")
    await shop.imitator(alice)

    shop.clock.advance(seconds=900)

    await shop.imitator(alice)
    assert await live(shop, alice) == 1


async def test_e13_pending_tokens_and_others_imitations_take_no_room(open_shop: OpenShop) -> None:
    shop = await open_shop(imitations_per_user=2)
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    for _ in range(3):
        await shop.token(alice)
    for _ in range(2):
        await shop.imitator(admin)

    for _ in range(2):
        await shop.imitator(alice)
    assert await live(shop, alice) == 4


async def test_e13_of_many_at_once_never_more_are_live(open_shop: OpenShop) -> None:
    shop, other = await open_shop(database_pool=10), await open_shop(database_pool=10)
    alice = await shop.agent("alice")
    tokens = [await shop.token(alice) for _ in range(12)]

    answers = await asyncio.gather(
        *((shop, other)[at % 2].visitor().redeem(token) for at, token in enumerate(tokens))
    )

    assert [answer.code for answer in answers if answer.errors] == [REFUSED] * 7
    assert await live(shop, await shop.agent("admin")) == 5


async def test_e13_threads_over_two_processes_have_no_more_either(
    database_url: str, tmp_path: Path
) -> None:
    settings = {"database_url": database_url, **CHEAP}
    with served(tmp_path, **settings) as one, served(tmp_path, **settings) as other:
        async with one.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            ids = demo.demo_id("customer", "bob"), demo.demo_id("channel", "Storefront")
            tokens = [(await alice.token_for(*ids))["token"] for _ in range(THREADS)]
        start = threading.Barrier(THREADS)

        def redeem(position: int) -> bool:
            """Whether the redemption succeeded."""
            body = {
                "query": document("storefront/imitate-customer-login"),
                "variables": {"token": tokens[position]},
            }
            headers = {"sw-access-key": demo.access_key("Storefront")}
            server = (one, other)[position % 2]
            with server.client(headers=headers) as client:
                client.get("/health/live")
                start.wait()
                return "errors" not in client.post("/graphql", json=body).json()

        with ThreadPoolExecutor(THREADS) as threads:
            outcomes = list(threads.map(redeem, range(THREADS)))

    assert sorted(outcomes) == [False] * (THREADS - 5) + [True] * 5
