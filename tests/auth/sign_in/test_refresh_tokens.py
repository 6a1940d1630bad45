"""Refresh tokens keep the half of their sign-in and change the other with each turn."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from auth.sign_in import refresh_tokens
from auth.sign_in.refresh_tokens import (
    Turn,
    client_of,
    is_latest,
    is_repeated,
    next_of,
    parse,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_next_one_is_of_the_same_sign_in() -> None:
    first = refresh_tokens.new()
    second = next_of(first)

    assert first.family_hash == second.family_hash
    assert is_latest(first, first.turn_hash)
    assert not is_latest(first, second.turn_hash)


def test_two_sign_ins_share_nothing() -> None:
    one, other = refresh_tokens.new(), refresh_tokens.new()

    assert one.family_hash != other.family_hash
    assert not set(one.token.split(".")) & set(other.token.split("."))


def test_what_was_made_is_read_again() -> None:
    made = refresh_tokens.new()

    assert parse(made.token) == made


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.replace(".", "_"),
        lambda token: token.replace("imr_", "imu_"),
        lambda token: token.partition(".")[0],
        lambda token: token[:-1] + "é",
    ],
)
def test_nothing_else_is_one(change: Callable[[str], str]) -> None:
    assert parse(change(refresh_tokens.new().token)) is None


def test_a_client_is_a_network_and_a_browser() -> None:
    here = client_of(secret=b"s", network="10.0.0.1", user_agent="A")

    assert here == client_of(secret=b"s", network="10.0.0.1", user_agent="A")
    others = [
        client_of(secret=b"t", network="10.0.0.1", user_agent="A"),
        client_of(secret=b"s", network="10.0.0.2", user_agent="A"),
        client_of(secret=b"s", network="10.0.0.1", user_agent=None),
        client_of(secret=b"s", network=None, user_agent="A"),
    ]
    assert len({here, *others}) == 5


@pytest.mark.parametrize(
    ("used", "seconds", "client", "now_by", "repeated"),
    [
        ("sent", 0, b"a", b"a", True),
        ("sent", 5, b"a", b"a", True),
        ("sent", -1, b"a", b"a", True),  # its request came before the one that was answered
        ("sent", 5.001, b"a", b"a", False),
        ("sent", 0, b"a", b"b", False),
        ("sent", 0, b"a", None, False),
        ("sent", 0, None, None, False),
        ("other", 0, b"a", b"a", False),
        (None, 0, b"a", b"a", False),
    ],
)
def test_only_the_same_client_repeats_a_token_in_the_same_moment(
    used: str | None, seconds: float, client: bytes | None, now_by: bytes | None, *, repeated: bool
) -> None:
    sent, other = refresh_tokens.new(), refresh_tokens.new()
    hashes = {"sent": sent.turn_hash, "other": other.turn_hash, None: None}
    last = Turn(hashes[used], NOON, client)

    found = is_repeated(sent, last, client=now_by, now=NOON + timedelta(seconds=seconds))

    assert found is repeated
