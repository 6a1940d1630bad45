"""Two users save one customer: the second is told what the first has changed."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent
from tests.support.shop import Shop


async def save(agent: Agent, shop: Shop, new: dict[str, Any], expected: Any) -> Any:
    return await agent.run(
        "admin/update-customer", id=shop.customer("bob"), input=new, expected=expected
    )


async def test_what_is_as_expected_is_saved(shop: Shop, admin: Agent) -> None:
    expected = {"email": "bob@example.com", "company": None, "active": True, "lastName": "Builder"}

    saved = await save(admin, shop, {"lastName": "Bauer"}, expected)

    assert saved.data["lastName"] == "Bauer"


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ({"firstName": "Rob"}, ["firstName"]),
        ({"email": "rob@example.com", "customerNumber": "1"}, ["customerNumber", "email"]),
        ({"email": "Bob@example.com"}, ["email"]),
        ({"company": "Builders", "externalId": "7"}, ["company", "externalId"]),
        ({"boundSalesChannelId": "0" * 32, "guest": True}, ["boundSalesChannelId", "guest"]),
    ],
)
async def test_what_was_changed_is_told_and_kept(
    shop: Shop, admin: Agent, expected: dict[str, Any], fields: list[str]
) -> None:
    before = await shop.everything()

    refused = await save(admin, shop, {"firstName": "Robert", "active": False}, expected)

    assert refused.error == {"code": "CONTENT__ENTITY_CHANGED", "fields": fields}
    assert await shop.everything() == before


async def test_of_two_at_once_one_is_told(shop: Shop, admin: Agent, elsewhere: Agent) -> None:
    before = {"firstName": "Bob"}

    errors = await at_once(
        shop,
        "customers",
        save(admin, shop, {"firstName": "Robert"}, before),
        save(elsewhere, shop, {"firstName": "Rob"}, before),
    )

    assert errors == [{"code": "CONTENT__ENTITY_CHANGED", "fields": ["firstName"]}]
