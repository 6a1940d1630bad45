"""An imitation that timed out ended at that time, whichever request or sweep records it."""

import pytest

from resolvers.imitation.sweep import sweep
from tests.support.audit_log import causes, endings
from tests.support.clients import Agent, Visitor
from tests.support.driver import statements_of
from tests.support.shop import OpenShop, Shop

END = "admin/end-imitation"


async def only_id(shop: Shop) -> str:
    (row,) = await shop.rows("imitations")
    return str(row["id"]).replace("-", "")


@pytest.mark.parametrize(
    ("redeemed", "minutes", "at", "reason"),
    [
        (False, 2, "12:01", "TOKEN_EXPIRED"),
        (True, 15, "12:15", "IDLE_TIMEOUT"),
        (True, 90, "12:15", "IDLE_TIMEOUT"),
    ],
)
@pytest.mark.parametrize("who", ["nobody", "sweep", "victor", "user logs out", "next request"])
async def test_the_time_out_is_recorded_by_whichever_finds_it(
    open_shop: OpenShop, who: str, minutes: int, at: str, reason: str, *, redeemed: bool
) -> None:
    shop = await open_shop(user_session_idle_timeout=28_800)
    alice, victor = await shop.agent("alice"), await shop.agent("victor")
    token = await shop.token(alice)
    imitator = shop.visitor()
    if redeemed:
        await imitator.redeem(token)
    shop.clock.advance(minutes=minutes)

    if who == "sweep":
        assert await sweep(shop.application) == 1
    elif who == "victor":
        assert (await victor.run(END, id=await only_id(shop))).data["endReason"] == reason
    elif who == "user logs out":
        await alice.run("admin/user-logout")
    elif who == "next request":
        await imitator.context()

    (node,) = (await victor.run("admin/imitations")).data["nodes"]
    assert (node["status"], node["endReason"]) == ("ENDED", reason)
    assert node["endedAt"] == f"2026-06-01T{at}:00+00:00"
    wrote = who != "nobody" and (who != "next request" or redeemed)
    assert await causes(shop) == [reason] * wrote
    assert await endings(shop) == [reason if wrote else None]


async def test_used_one_ends_at_its_maximum(open_shop: OpenShop) -> None:
    shop = await open_shop(imitation_idle_timeout=3000)
    imitator = await shop.imitator(await shop.agent("alice"))
    shop.clock.advance(minutes=40)
    await imitator.run("storefront/products")
    shop.clock.advance(hours=3)

    assert await sweep(shop.application) == 1

    (row,) = await shop.rows("imitations")
    assert (row["end_reason"], str(row["ended_at"])[:16]) == ("MAX_DURATION", "2026-06-01 13:00")


async def test_sweep_ends_each_once_and_leaves_the_living(shop: Shop, alice: Agent) -> None:
    for _ in range(2):
        await shop.token(alice)
    idle = await shop.imitator(alice)
    shop.clock.advance(minutes=14)
    live = await shop.imitator(alice, "heidi")
    shop.clock.advance(minutes=1)

    assert [await sweep(shop.application) for _ in range(2)] == [3, 0]

    assert sorted(await causes(shop)) == ["IDLE_TIMEOUT", "TOKEN_EXPIRED", "TOKEN_EXPIRED"]
    assert (await live.context())["imitated"] is True
    assert (await idle.context())["imitated"] is False


async def test_sweep_ends_many_in_short_transactions(
    shop: Shop, alice: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a pause of all servers there are many: a request must not wait for them all."""
    for _ in range(5):
        await shop.token(alice)
    shop.clock.advance(minutes=2)
    monkeypatch.setattr("resolvers.imitation.sweep.AT_ONCE", 2)

    with statements_of(shop.application.database) as sent:
        assert await sweep(shop.application) == 5

    assert await causes(shop) == ["TOKEN_EXPIRED"] * 5
    held = [text for text in sent if "FROM imitations" in text and "LIMIT" in text]
    assert len(held) == 3 + 2  # two, two and one; nothing for each of the other two causes


async def test_sweep_removes_sessions_a_week_after_they_ran_out(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)
    shop.clock.advance(days=8)
    await sweep(shop.application)
    assert len(await shop.rows("contexts")) == 1
    shop.clock.advance(seconds=1)

    await sweep(shop.application)

    assert await shop.rows("contexts") == []
    assert await shop.rows("user_sessions") == []
    assert len(await shop.rows("imitations")) == 1
    for visitor in (imitator, bob):
        assert (await visitor.context())["customer"] is None


async def test_sweep_removes_many_sessions_a_few_at_a_time(
    shop: Shop, alice: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await shop.imitator(alice)
    shop.clock.advance(days=9)
    monkeypatch.setattr("resolvers.imitation.sweep.AT_ONCE", 2)

    assert await sweep(shop.application) == 3

    assert await shop.rows("contexts") == []
