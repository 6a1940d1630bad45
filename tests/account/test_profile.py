"""updateProfile: the customer's names."""

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop
from tests.support.shopping import customer_row, nothing_written


async def test_changes_what_is_sent_and_nothing_else(shop: Shop, bob: Visitor) -> None:
    before = await customer_row(shop)

    context = (await bob.run("storefront/update-profile", firstName=" Bobby ")).data

    after = await customer_row(shop)
    assert (context["customer"]["firstName"], context["customer"]["lastName"]) == (
        "Bobby",
        "Builder",
    )
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"first_name", "search_text"}


async def test_a_new_name_is_found(shop: Shop, bob: Visitor, admin: Agent) -> None:
    await bob.run("storefront/update-profile", lastName="Zürn")

    found = (await admin.run("admin/customers", search="zurn bob")).data["nodes"]

    assert [customer["customerNumber"] for customer in found] == ["10001"]


@pytest.mark.parametrize("field", ["firstName", "lastName"])
@pytest.mark.parametrize("value", ["", "   ", "x" * 101, "a\x00b", "a\nb"])
async def test_what_is_no_name_is_refused(shop: Shop, bob: Visitor, field: str, value: str) -> None:
    async with nothing_written(shop):
        refused = await bob.run("storefront/update-profile", **{field: value})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_is_for_customers(shop: Shop) -> None:
    async with nothing_written(shop):
        refused = await shop.visitor().run("storefront/update-profile", firstName="Bobby")

    assert refused.code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
