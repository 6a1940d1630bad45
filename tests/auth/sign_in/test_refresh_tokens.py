"""Refresh tokens keep the half of their sign-in and change the other with each turn."""

from collections.abc import Callable

import pytest

from auth.sign_in import refresh_tokens
from auth.sign_in.refresh_tokens import is_latest, next_of, parse


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
