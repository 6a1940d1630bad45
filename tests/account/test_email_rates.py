"""C7: changeEmail tells whether an address has an account, so its attempts are limited."""

import asyncio
from typing import Any

import pytest

from tests.support.audit_log import events
from tests.support.clients import Visitor
from tests.support.driver import statements_of, tables_written
from tests.support.shop import PASSWORD, OpenShop, Shop

LIMITED = {"code": "FRAMEWORK__RATE_LIMIT_EXCEEDED", "retryAfter": 60}
TAKEN = {"code": "VIOLATION::INVALID", "field": "email"}


async def change(visitor: Visitor, email: str, password: str = PASSWORD) -> Any:
    return await visitor.run("storefront/change-email", email=email, currentPassword=password)


@pytest.mark.parametrize("probed", ["heidi@example.com", "free{}@example.com"])
async def test_c7_addresses_cannot_be_probed_without_limit(
    shop: Shop, bob: Visitor, probed: str
) -> None:
    for attempt in range(10):
        answer = await change(bob, probed.format(attempt))
        assert answer.errors == [] or answer.error == TAKEN
    before = await shop.rows("customers")

    taken, free = await change(bob, "heidi@example.com"), await change(bob, "new@example.com")

    assert taken.error == free.error == LIMITED
    assert await shop.rows("customers") == before
    (locked,) = await events(shop, "throttle.locked")
    assert locked["detail"] == {"attempts_of": "change-email"}


async def test_c7_a_login_does_not_open_the_limit(shop: Shop, bob: Visitor) -> None:
    for _ in range(10):
        await change(bob, "heidi@example.com")

    again = await shop.shopper("bob@example.com")

    assert (await change(again, "heidi@example.com")).error == LIMITED


async def test_c7_the_limit_ends_and_is_of_one_customer(shop: Shop, bob: Visitor) -> None:
    for _ in range(11):
        await change(bob, "heidi@example.com")
    other = await shop.shopper("customer1@example.com")

    assert (await change(other, "heidi@example.com")).error == TAKEN
    shop.clock.advance(seconds=61)
    assert (await change(bob, "heidi@example.com")).error == TAKEN


async def test_c7_an_address_is_limited_over_its_customers(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_logins=4)
    one = await shop.shopper("bob@example.com")
    other = await shop.shopper("customer1@example.com")
    for visitor in (one, other, one, other):
        assert (await change(visitor, "heidi@example.com")).error == TAKEN

    assert (await change(one, "heidi@example.com")).error == LIMITED


@pytest.mark.parametrize(("password", "transactions"), [("wrong password", 1), (PASSWORD, 2)])
async def test_an_attempt_is_counted_at_once_and_forgotten_with_the_change(
    shop: Shop, bob: Visitor, password: str, transactions: int
) -> None:
    with statements_of(shop.application.database) as sent:
        await change(bob, "robert@example.com", password)

    counted = [table for statement in sent for table in tables_written(statement)]
    assert counted.count("throttles") == (4 if password != PASSWORD else 6)
    # PostgreSQL counts in one statement, which is a transaction of its own.
    alone = 0 if shop.application.database.is_sqlite else 1
    assert sent.count("COMMIT") == transactions - alone
    kinds = sorted(row["attempts"] for row in await shop.rows("throttles"))
    assert kinds == ([1, 1, 1, 1] if password != PASSWORD else [0, 1, 1])


async def test_c7_attempts_at_once_are_all_counted(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_logins=0)
    bob = await shop.shopper("bob@example.com")

    answers = await asyncio.gather(*(change(bob.copy(), "heidi@example.com") for _ in range(15)))

    errors = [answer.error for answer in answers]
    assert (errors.count(TAKEN), errors.count(LIMITED)) == (10, 5)
