"""Operators see webhooks that do not answer, and secrets that no key opens."""

from resolvers.webhooks.state import webhook_state
from server.examination.states.webhooks import examine_webhooks, of_webhooks
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop
from tests.webhooks.receiver import Receiver, answering
from tests.webhooks.sending import send, subscribe


async def failing(shop: Shop) -> str:
    page = (await shop.http.get("/metrics")).text
    (line,) = [line for line in page.splitlines() if line.startswith("imitate_webhooks_failing ")]
    return line.partition(" ")[2]


async def doctor(shop: Shop) -> tuple[str, str]:
    found = await examine_webhooks(shop.application)
    return found.verdict.value, found.text


async def test_a_receiver_that_fails_is_told_until_it_answers(
    shop: Shop, admin: Agent, receiver: Receiver
) -> None:
    id_ = await subscribe(admin, receiver)
    assert await failing(shop) == "0.0"
    assert await doctor(shop) == ("ok", "1 active, none fails")
    receiver.behave = answering(500)
    await admin.run("admin/test-webhook", id=id_)
    await send(shop)

    assert await failing(shop) == "1.0"
    verdict, text = await doctor(shop)
    since = shop.clock.now.isoformat(timespec="seconds")
    assert verdict == "warning"
    assert text.startswith(f"1 of 1 do not answer, the first since {since}; 0 get only tests")

    receiver.behave = answering(200)
    await admin.run("admin/test-webhook", id=id_)
    await send(shop)
    assert await failing(shop) == "0.0"


async def test_one_that_is_not_active_fails_nothing(
    shop: Shop, admin: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver)
    await shop.change("UPDATE webhooks SET failing_since = created_at")
    assert await failing(shop) == "1.0"
    await shop.change("UPDATE webhooks SET active = FALSE")

    assert await failing(shop) == "0.0"
    assert (await webhook_state(shop.application)).active == 0


async def test_a_lost_key_is_a_failure(open_shop: OpenShop, receiver: Receiver) -> None:
    old = await open_shop(secret="o" * 32, webhook_allow_networks="127.0.0.1")
    await subscribe(await old.agent("admin"), receiver)
    lost = await open_shop(secret="n" * 32)

    found = of_webhooks(await webhook_state(lost.application))

    assert found.verdict == "failed"
    assert "1 get nothing" in found.text
