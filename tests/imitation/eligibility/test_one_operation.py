"""Verdicts about several customers in one operation."""

import pytest

from tests.support.clients import Agent
from tests.support.driver import statements_of
from tests.support.shop import EACH_WAY, Shop

CARD = 'customer(id: "{}") {{ imitation {{ allowed reasons }} }}'
COUNTED = ("sales_channel_domains", "imitations")  # what a verdict depends on besides the customer

pytestmark = pytest.mark.parametrize("template", EACH_WAY, indirect=True)


async def test_root_fields_share_what_verdicts_depend_on(shop: Shop, alice: Agent) -> None:
    names = ("bob", "gina", "heidi")
    cards = [f"{name}: {CARD.format(shop.customer(name))}" for name in names]
    operation = f"{{ {' '.join(cards)} }}"
    await alice.send(operation)  # from the second time on it has a plan

    with statements_of(shop.application.database) as sent:
        answer = await alice.send(operation)

    assert [answer.body["data"][name]["imitation"]["reasons"] for name in names] == [
        [],
        ["GUEST"],
        [],
    ]
    assert [sum(f"FROM {table}" in text for text in sent) for table in COUNTED] == [1, 1]
