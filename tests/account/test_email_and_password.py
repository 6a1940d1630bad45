"""changeEmail and changePassword: both need the current password."""

from typing import Any

import pytest

from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, Shop
from tests.support.shopping import add, nothing_written

BAD = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


async def change_email(visitor: Visitor, email: str, password: str = PASSWORD) -> Any:
    return await visitor.run("storefront/change-email", email=email, currentPassword=password)


async def change_password(visitor: Visitor, new: str, password: str = PASSWORD) -> Any:
    return await visitor.run(
        "storefront/change-password", currentPassword=password, newPassword=new
    )


async def test_the_new_address_logs_in_and_the_old_does_not(shop: Shop, bob: Visitor) -> None:
    context = (await change_email(bob, "Robert@Example.COM")).data

    assert context["customer"]["email"] == "Robert@Example.COM"
    assert (await shop.visitor().log_in("bob@example.com", PASSWORD)).code == BAD
    assert (await shop.visitor().log_in("robert@example.com", PASSWORD)).data["token"]
    assert (await shop.actions())[-1] == "customer.email_changed"


@pytest.mark.parametrize("email", ["heidi@example.com", "HEIDI@example.com"])
async def test_an_address_of_another_account_is_refused(
    shop: Shop, bob: Visitor, email: str
) -> None:
    before = await shop.rows("customers")

    refused = await change_email(bob, email)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "email"}
    assert await shop.rows("customers") == before
    told = (await shop.rows("audit_events"))[-1]
    assert (told["action"], told["customer_id"]) == (
        "customer.email_refused",
        shop.customer("bob"),
    )
    assert email not in str(told).lower()


@pytest.mark.parametrize("email", ["nonsense", "", "a@b c"])
async def test_a_text_that_is_no_address_is_refused(shop: Shop, bob: Visitor, email: str) -> None:
    async with nothing_written(shop):
        refused = await change_email(bob, email)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "email"}


async def test_a_guests_address_is_free(bob: Visitor) -> None:
    assert (await change_email(bob, "gina@example.com")).data["customer"]


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD + " ", "x" * 1025])
async def test_a_wrong_current_password_changes_nothing(
    shop: Shop, bob: Visitor, password: str
) -> None:
    async with nothing_written(shop):
        assert (await change_email(bob, "new@example.com", password)).code == BAD
        assert (await change_password(bob, "another-one", password)).code == BAD


@pytest.mark.parametrize("new", ["short", "", "x" * 1025, "with\x00nul!"])
async def test_an_unusable_new_password_is_refused(shop: Shop, bob: Visitor, new: str) -> None:
    async with nothing_written(shop):
        refused = await change_password(bob, new)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "newPassword"}


async def test_a_new_password_ends_every_other_session_and_answers_a_new_one(
    shop: Shop, bob: Visitor
) -> None:
    before, elsewhere = bob.copy(), await shop.shopper("bob@example.com", "Outlet")
    heidi = await shop.shopper("heidi@example.com")

    answer = await change_password(bob, "another-one")

    assert answer.data["token"] == bob.token != before.token
    assert (await bob.context())["customer"]["customerNumber"] == "10001"
    assert await bob.cart() == {"P0010": 1, "P0016": 2}
    assert (await before.context())["customer"] is None
    assert (await elsewhere.context())["customer"] is None
    assert (await heidi.context())["customer"]["customerNumber"] == "10005"
    assert (await shop.visitor().log_in("bob@example.com", PASSWORD)).code == BAD
    assert (await shop.visitor().log_in("bob@example.com", "another-one")).data["token"]


async def test_a_new_password_ends_the_imitations_of_this_customer(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)
    of_heidi = await shop.imitator(alice, "heidi")
    pending = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await change_password(bob, "another-one")

    assert (await imitator.context())["imitated"] is False
    assert (await add(imitator, shop.product(1))).data["token"]  # as a guest
    assert await bob.cart() == {"P0010": 1, "P0016": 2}
    assert (await shop.visitor().redeem(pending["token"])).code == (
        "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    )
    assert (await of_heidi.context())["imitated"] is True
    reasons = [row["end_reason"] for row in await shop.rows("imitations")]
    assert sorted(map(str, reasons)) == ["None", "PASSWORD_CHANGED", "PASSWORD_CHANGED"]
