"""What is kept of a leaf makes it again, and tells nothing about what was erased."""

from datetime import UTC, datetime

import pytest

from auth.audit.erasable import Person, names_of_person, names_of_retired
from auth.audit.erasures import Erasure
from auth.audit.kept import Kept
from auth.audit.leaves import leaf_of_event, openings_of_event
from auth.transparency.parsing import Malformed

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SALT = b"s" * 16
VALUES = {"username": "alice", "customer_number": "K-1", "detail": '{"reason": "a parcel"}'}
WHOLE = leaf_of_event(event_id=7, at=AT, action="imitation.generated", values=VALUES, salt=SALT)


def leaf(kept: Kept, values: dict[str, str]) -> bytes:
    return kept.leaf(event_id=7, at=AT, action="imitation.generated", values=values)


def test_leaf_stays_the_same_however_much_is_erased() -> None:
    kept, values = Kept.whole(VALUES, SALT), dict(VALUES)

    for erasure_id, name in enumerate(VALUES, start=8):
        kept = Kept.parse(kept.without({name}, values, erasure_id=erasure_id).text)
        del values[name]
        assert leaf(kept, values) == WHOLE

    assert kept.erasures == {"username": 8, "customer_number": 9, "detail": 10}
    assert kept.salts == {}


def test_salts_of_erased_values_are_not_kept() -> None:
    kept = Kept.whole(VALUES, SALT).without({"detail"}, VALUES, erasure_id=8)
    openings = openings_of_event(VALUES, SALT)

    assert openings["detail"].salt.hex() not in kept.text
    assert openings["username"].salt.hex() in kept.text
    assert SALT.hex() not in kept.text


@pytest.mark.parametrize(
    "values",
    [VALUES, {}, {"username": "alice", "customer_number": "K-1", "request_id": "x"}],
    ids=["back", "more gone", "another"],
)
def test_other_values_than_were_left_are_refused(values: dict[str, str]) -> None:
    kept = Kept.whole(VALUES, SALT).without({"detail"}, VALUES, erasure_id=8)

    with pytest.raises(Malformed):
        leaf(kept, values)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"salts":{},"commitments":{},"erasures":[]}',
        '{"salts":{},"commitments":{},"erasures":{"a":1}}',
        '{"salts":{"a":"xx"},"commitments":{},"erasures":{}}',
        '{"salts":{},"commitments":{},"erasures":{},"more":1}',
    ],
)  # fmt: skip
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Kept.parse(text)


def test_erasure_names_ranges_of_events() -> None:
    names = {9: {"username"}, 7: {"username", "detail"}, 8: {"username"}, 12: {"username"}}
    erasure = Erasure.of(names)

    assert erasure.detail == {"erased": {"detail": "7", "username": "7..9,12"}}
    read = Erasure.read("user.erased", '{"erased": {"detail": "7", "username": "7..9,12"}}')
    assert read == erasure
    assert [read.names(number, "username") for number in (6, 7, 9, 10, 12)] == [
        False, True, True, False, True,
    ]  # fmt: skip
    assert not read.names(8, "detail")


@pytest.mark.parametrize("detail", [None, "", "[]", '{"erased": 7}', '{"erased": {"a": "x"}}'])
def test_detail_that_names_nothing_erases_nothing(detail: str | None) -> None:
    assert Erasure.read("user.erased", detail).ranges == {}


def test_other_event_is_no_erasure() -> None:
    assert Erasure.read("user.updated", '{"erased": {"username": "7"}}').ranges == {}


def test_names_of_a_person() -> None:
    values = {**VALUES, "customer_id": "b" * 32, "user_id": "a" * 32, "user_agent": "x"}

    assert names_of_person(Person.CUSTOMER, "b" * 32, values) == {
        "customer_number", "detail", "user_agent",
    }  # fmt: skip
    assert names_of_person(Person.USER, "a" * 32, values) == {"username", "detail", "user_agent"}
    assert names_of_person(Person.USER, "b" * 32, values) == set()


def test_detail_of_a_change_to_a_user_is_theirs() -> None:
    values = {"user_id": "a" * 32, "username": "admin", "detail": f'{{"id": "{"c" * 32}"}}'}

    assert names_of_person(Person.USER, "c" * 32, values) == {"detail"}


def test_retired_event_keeps_the_id_of_its_imitation() -> None:
    values = {**VALUES, "imitation_id": "d" * 32, "request_id": "r"}

    assert names_of_retired(values) == {*VALUES, "request_id"}
