"""C5, I7: the limit of attempts, on both engines and over all processes."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from resolvers.imitation.sweep import sweep
from tests.support.clients import Agent, Answer
from tests.support.shop import PASSWORD, OpenShop, Shop

LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
REFUSED = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
Try = Callable[[Shop, str, str], Awaitable[Answer]]


async def as_user(shop: Shop, name: str, password: str) -> Answer:
    return await shop.stranger().run("admin/user-login", username=name, password=password)


async def as_customer(shop: Shop, name: str, password: str) -> Answer:
    return await shop.visitor().log_in(f"{name}@example.com", password)


LOGINS = pytest.mark.parametrize(
    ("log_in", "name"), [(as_user, "alice"), (as_customer, "bob"), (as_user, "nobody")]
)


async def fail(shop: Shop, log_in: Try, name: str, times: int) -> None:
    for _ in range(times):
        assert (await log_in(shop, name, "wrong password")).code == REFUSED


@LOGINS
async def test_c5_the_eleventh_attempt_is_refused(shop: Shop, log_in: Try, name: str) -> None:
    await fail(shop, log_in, name, 10)

    answer = await log_in(shop, name.upper(), "wrong password")

    assert answer.error == {"code": LIMITED, "retryAfter": 60}
    assert answer.response.headers["retry-after"] == "60"


@LOGINS
async def test_c5_the_right_password_does_not_open_a_lock(
    shop: Shop, log_in: Try, name: str
) -> None:
    await fail(shop, log_in, name, 10)
    wrong = await log_in(shop, name, "wrong password")
    before = await shop.everything()

    right = await log_in(shop, name, PASSWORD)

    assert right.body == wrong.body
    assert await shop.everything() == before


async def test_c5_attempts_do_not_extend_a_lock(shop: Shop) -> None:
    await fail(shop, as_user, "alice", 10)
    for second in range(0, 60, 6):
        assert (await as_user(shop, "alice", PASSWORD)).error["retryAfter"] == 60 - second
        shop.clock.advance(seconds=6)

    assert (await as_user(shop, "alice", PASSWORD)).data["accessToken"]


async def test_c5_locks_in_a_row_grow(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    for minutes in (1, 2, 4, 8, 15, 15):
        await fail(shop, as_user, "alice", 2)
        assert (await as_user(shop, "alice", "wrong password")).error["retryAfter"] == minutes * 60
        shop.clock.advance(minutes=minutes)


async def test_c5_a_day_later_locks_are_short_again(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    for wait in (60, 120):
        await fail(shop, as_user, "alice", 2)
        assert (await as_user(shop, "alice", "wrong password")).error["retryAfter"] == wait
        shop.clock.advance(seconds=wait)
    shop.clock.advance(days=1)

    await sweep(shop.application)

    assert await shop.rows("throttles") == []
    await fail(shop, as_user, "alice", 2)
    assert (await as_user(shop, "alice", "wrong password")).error["retryAfter"] == 60


async def test_c5_the_window_passes(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    for _ in range(3):
        await fail(shop, as_user, "alice", 2)
        shop.clock.advance(minutes=5)


@pytest.mark.parametrize(("log_in", "name"), [(as_user, "alice"), (as_customer, "bob")])
async def test_c5_a_success_starts_anew(open_shop: OpenShop, log_in: Try, name: str) -> None:
    shop = await open_shop(rate_account_logins=3)
    for _ in range(3):
        await fail(shop, log_in, name, 2)
        assert not (await log_in(shop, name, PASSWORD)).errors


async def test_c5_an_address_may_fail_thirty_times(shop: Shop) -> None:
    for number in range(30):
        assert (await as_user(shop, f"nobody{number}", "wrong password")).code == REFUSED

    assert (await as_user(shop, "alice", PASSWORD)).error == {"code": LIMITED, "retryAfter": 60}
    assert (await as_customer(shop, "bob", PASSWORD)).data["token"]


async def test_c5_logins_that_fit_cost_an_address_nothing(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_logins=3)
    for _ in range(5):
        assert (await as_customer(shop, "bob", PASSWORD)).data["token"]


async def test_c5_accounts_are_locked_alone(shop: Shop) -> None:
    await fail(shop, as_user, "alice", 10)
    assert (await as_user(shop, "alice", PASSWORD)).code == LIMITED

    assert (await as_user(shop, "eve", PASSWORD)).data["accessToken"]


async def test_c5_i7_of_two_last_attempts_one_is_made(open_shop: OpenShop) -> None:
    """Two processes and thirty attempts at once: ten passwords are checked."""
    first = await open_shop(rate_address_logins=0)
    second = await open_shop(rate_address_logins=0)

    answers = await asyncio.gather(
        *(as_user(shop, "alice", "wrong password") for shop in (first, second) * 15)
    )

    codes = [answer.code for answer in answers]
    assert set(codes) <= {REFUSED, LIMITED, "UNAVAILABLE"}  # the last one on a slow machine
    assert 1 <= codes.count(REFUSED) <= 10
    assert codes.count(LIMITED) >= 1
    assert (await first.actions()).count("throttle.locked") == 1


async def test_c5_a_lock_is_written_down_once(shop: Shop) -> None:
    await fail(shop, as_user, "alice", 10)
    for _ in range(5):
        await as_user(shop, "alice", "wrong password")

    assert (await shop.actions()).count("throttle.locked") == 1


async def test_c5_no_name_and_no_address_is_kept(shop: Shop) -> None:
    await fail(shop, as_customer, "stranger", 1)

    kept = str(await shop.rows("throttles"))
    assert "stranger" not in kept
    assert "127.0.0.1" not in kept


async def test_c5_the_current_password_cannot_be_guessed_either(shop: Shop) -> None:
    visitor = await shop.shopper("bob@example.com")
    change = {"email": "new@example.com", "currentPassword": "wrong password"}
    for _ in range(10):
        assert (await visitor.run("storefront/change-email", **change)).code == REFUSED

    assert (await visitor.run("storefront/change-email", **change)).code == LIMITED


async def test_c5_tokens_are_generated_at_a_rate(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_user_tokens=3)
    alice, admin = await shop.agent("alice"), await shop.agent("admin")
    for _ in range(3):
        await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    before = await shop.rows("imitations")

    answer = await generate(shop, alice)

    assert answer.error == {"code": LIMITED, "retryAfter": 60}
    assert await shop.rows("imitations") == before
    assert (await generate(shop, admin)).data["token"]


async def generate(shop: Shop, agent: Agent) -> Answer:
    return await agent.run(
        "admin/generate-imitate-customer-token",
        customerId=shop.customer("bob"),
        salesChannelId=shop.channel("Storefront"),
    )


async def test_c5_redemptions_that_fail_are_counted(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_redemptions=3)
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    for _ in range(3):
        answer = await shop.visitor().redeem("garbage")
        assert answer.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert (await shop.visitor().redeem("garbage")).error == {"code": LIMITED, "retryAfter": 60}

    assert (await shop.visitor().redeem(made["token"])).code == LIMITED
    shop.clock.advance(seconds=60)
    again = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    assert (await shop.visitor().redeem(again["token"])).data["context"]["imitated"]


async def test_c5_redemptions_that_fit_write_no_count(shop: Shop, alice: Agent) -> None:
    before = await shop.rows("throttles")

    await shop.imitator(alice)

    keys = {row["key"] for row in await shop.rows("throttles")} - {row["key"] for row in before}
    assert len(keys) == 2  # the user's and the address's, of the token's generation


async def test_c5_rates_can_be_switched_off(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=0, rate_address_logins=0, rate_address_refusals=0)

    await fail(shop, as_user, "alice", 12)

    assert await shop.rows("throttles") == []
