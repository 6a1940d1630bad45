"""The card of one customer shows vetoes; lists ask no plug-in, nor does who can imitate nobody."""

import asyncio
import json

import pytest

from auth.imitation.vetoes import Attempt
from tests.plugins.conftest import Install
from tests.support.clients import Agent
from tests.support.machines import machine_with
from tests.support.shop import EACH_WAY, OpenShop, Shop

HOLD = "<b>Legal hold</b>"
LIST = "{ customers(first: 100) { nodes { imitation { allowed reasons vetoes } } } }"


@pytest.fixture
def asked() -> list[Attempt]:
    """What the plug-in was asked."""
    return []


@pytest.fixture
async def shop(open_shop: OpenShop, install: Install, asked: list[Attempt]) -> Shop:
    async def hold(attempt: Attempt) -> str:
        asked.append(attempt)
        return HOLD

    install(hold=hold)
    return await open_shop(plugins="hold")


async def test_card_has_the_words_of_the_plugin(
    shop: Shop, alice: Agent, asked: list[Attempt]
) -> None:
    card = (await alice.run("admin/customer", id=shop.customer("gina"))).data["imitation"]

    assert card == {
        "allowed": False,
        "reasons": ["GUEST", "VETOED"],
        "vetoes": [HOLD],
        "needsFull": [],
        "needsReadOnly": [],
        "targets": [],
    }
    (attempt,) = asked
    assert (attempt.step, attempt.username, attempt.customer_id) == (
        "card",
        "alice",
        shop.customer("gina"),
    )
    assert {attempt.sales_channel_id, attempt.access, attempt.reason} == {None}


async def test_lists_and_who_can_imitate_nobody_ask_no_plugin(
    shop: Shop, alice: Agent, eve: Agent, admin: Agent, asked: list[Attempt]
) -> None:
    listed = await alice.send(LIST)
    by_eve = (await eve.run("admin/customer", id=shop.customer("bob"))).data["imitation"]
    machine = await (await machine_with(shop, admin, "customer:read")).client()
    by_machine = (await machine.run("admin/customer", id=shop.customer("bob"))).data["imitation"]

    assert '"vetoes":[]' in json.dumps(listed.data, separators=(",", ":"))
    assert HOLD not in json.dumps(listed.data)
    assert [by_eve["reasons"], by_machine["reasons"]] == [["MISSING_PRIVILEGE"]] * 2
    assert asked == []


async def test_the_answer_of_a_change_is_a_card(
    shop: Shop, admin: Agent, asked: list[Attempt]
) -> None:
    changed = {"company": "Builders"}
    saved = await admin.run("admin/update-customer", id=shop.customer("bob"), input=changed)

    assert saved.data["imitation"]["vetoes"] == [HOLD]
    assert [one.step for one in asked] == ["card"]


@pytest.mark.parametrize("template", EACH_WAY, indirect=True)
async def test_cards_of_one_operation_ask_at_the_same_time(
    open_shop: OpenShop, install: Install
) -> None:
    both = asyncio.Barrier(2)

    async def meet(_attempt: Attempt) -> None:
        await both.wait()

    install(meet=meet)
    shop = await open_shop(plugins="meet")
    card = 'customer(id: "{}") {{ imitation {{ vetoes }} }}'
    bob, heidi = (card.format(shop.customer(name)) for name in ("bob", "heidi"))

    answer = await (await shop.agent("alice")).send(f"{{ bob: {bob} heidi: {heidi} }}")

    cards = answer.body["data"].values()
    assert [card["imitation"]["vetoes"] for card in cards] == [[], []]
