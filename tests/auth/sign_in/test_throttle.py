"""C5: the rule of rates: what counts as one account or one address, and how locks grow."""

from datetime import timedelta

import pytest

from auth.sign_in.throttle import (
    Rate,
    ThrottledAction,
    ThrottleState,
    account,
    network,
    retry_after,
    subject,
)
from tests.support.shop import NOON

FIVE_MINUTES = timedelta(minutes=5)
RATE = Rate(10, FIVE_MINUTES, timedelta(minutes=15))


def test_c5_locks_grow_up_to_15_minutes() -> None:
    assert [wait.total_seconds() / 60 for wait in RATE.waits] == [1, 2, 4, 8, 15]
    assert Rate(10, FIVE_MINUTES, timedelta(seconds=30)).waits == (timedelta(seconds=30),)


@pytest.mark.parametrize(
    ("attempts", "seconds", "wait"),
    [(10, None, None), (11, 60, 60), (11, 0.5, 1), (11, 0, None), (11, -1, None), (5, 60, None)],
)
def test_c5_a_lock_tells_how_long_it_lasts(
    attempts: int, seconds: float | None, wait: int | None
) -> None:
    locked_until = None if seconds is None else NOON + timedelta(seconds=seconds)

    assert retry_after(ThrottleState(attempts, locked_until), RATE, NOON) == wait


def test_c5_an_account_is_one_however_it_is_written() -> None:
    assert len({account(name) for name in ("Zoë", "ZOE\u0308", " zoë ")}) == 1
    assert account("bob") != account("alice")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_c5_an_address_of_ipv6_is_its_64_bit_network(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_c5_keys_tell_nobody_apart_without_the_secret() -> None:
    key = subject(b"secret", ThrottledAction.USER_LOGIN, "account", "bob")

    assert len(key) == 32
    assert key != subject(b"another", ThrottledAction.USER_LOGIN, "account", "bob")
    assert key != subject(b"secret", ThrottledAction.CUSTOMER_LOGIN, "account", "bob")
    assert key != subject(b"secret", ThrottledAction.USER_LOGIN, "address", "bob")
