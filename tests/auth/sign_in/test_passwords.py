"""The hash of a password, and the passwords that are accepted."""

import pytest

from auth.errors import Invalid
from auth.sign_in.passwords import Passwords, check_new

PASSWORDS = Passwords(memory_cost=8, time_cost=1)


def test_is_kept_as_argon2id_with_a_salt() -> None:
    one, other = PASSWORDS.hash("imitate-demo"), PASSWORDS.hash("imitate-demo")

    assert one.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert one != other
    assert PASSWORDS.verify(one, "imitate-demo")
    assert PASSWORDS.verify(other, "imitate-demo")


@pytest.mark.parametrize(
    "sent", ["", "imitate-demO", "imitate-demo ", "a password that no account has"]
)
def test_other_passwords_do_not_fit(sent: str) -> None:
    assert not PASSWORDS.verify(PASSWORDS.hash("imitate-demo"), sent)


@pytest.mark.parametrize("stored", [None, "", "x", "$argon2id$", "$2b$12$" + "x" * 53])
def test_without_a_usable_hash_nothing_fits(stored: str | None) -> None:
    assert not PASSWORDS.verify(stored, "a password that no account has")


def test_longest_password_counts_after_nfc() -> None:
    longest, longer = "e\u0301" * 1024, "x" * 1025

    assert PASSWORDS.verify(PASSWORDS.hash(longest), longest)
    assert not PASSWORDS.verify(PASSWORDS.hash(longer), longer)


def test_two_keyboards_type_one_password() -> None:
    assert PASSWORDS.verify(PASSWORDS.hash("Zo\u00eb at noon"), "Zoe\u0308 at noon")


@pytest.mark.parametrize(("memory", "time", "again"), [(8, 1, False), (16, 1, True), (8, 2, True)])
def test_other_parameters_need_a_rehash(memory: int, time: int, *, again: bool) -> None:
    today = Passwords(memory_cost=memory, time_cost=time)

    assert today.needs_rehash(PASSWORDS.hash("imitate-demo")) is again


@pytest.mark.parametrize("length", [8, 1024])
def test_new_one_has_8_to_1024_characters(length: int) -> None:
    check_new("e\u0301" * length, field="password")


@pytest.mark.parametrize("length", [0, 7, 1025])
def test_shorter_and_longer_new_ones_are_refused(length: int) -> None:
    with pytest.raises(Invalid) as refusal:
        check_new("x" * length, field="newPassword")

    assert refusal.value.extensions == {"code": "VIOLATION::INVALID", "field": "newPassword"}
