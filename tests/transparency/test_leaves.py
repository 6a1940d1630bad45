"""Leaves: canonical JSON, and commitments that open to one value alone."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.transparency.leaves import (
    Opening,
    canonical,
    commitment_to,
    commitments_to,
    leaf_of,
    members_of,
    opening_of,
    opens,
)
from auth.transparency.parsing import Malformed

SALT = b"s" * 16
VALUES = {"customer_number": "10001", "detail": '{"reason": "Größe 漢字"}'}
OPENINGS = {name: opening_of(SALT, name, value) for name, value in VALUES.items()}
COMMITMENTS = {name: commitment_to(name, opening) for name, opening in OPENINGS.items()}
FACTS: dict[str, str | int] = {
    "id": 17,
    "at": 1_795_887_000_123_456,
    "action": "imitation.redeemed",
}
LEAF = leaf_of(FACTS, COMMITMENTS)
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=9)


def test_leaf_is_json_in_one_spelling() -> None:
    hidden = ",".join(f'"{name}":"{COMMITMENTS[name].hex()}"' for name in sorted(VALUES))

    assert LEAF.decode() == (
        f'{{"action":"imitation.redeemed","at":1795887000123456,"commitments":{{{hidden}}},'
        '"id":17,"v":1}'
    )
    assert members_of(LEAF)["id"] == 17


def test_commitment_is_sha_256_with_a_salt_of_its_own() -> None:
    salt = hashlib.sha256(SALT + b"customer_number").digest()[:16]
    expected = hashlib.sha256(salt + b"customer_number\x0010001").digest()

    assert OPENINGS["customer_number"] == Opening(salt, "10001")
    assert COMMITMENTS["customer_number"] == expected


def test_equal_values_have_different_commitments() -> None:
    made = {
        commitment_to(name, opening_of(salt, name, "bob"))
        for name in ("username", "detail")
        for salt in (SALT, b"t" * 16)
    }

    assert len(made) == 4


def test_leaf_opens_to_its_values() -> None:
    assert opens(LEAF, OPENINGS)
    assert opens(LEAF, {"detail": OPENINGS["detail"]})
    assert opens(LEAF, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"detail": OPENINGS["detail"]._replace(value="another")},
        {"detail": OPENINGS["detail"]._replace(salt=SALT)},
        {"detail": OPENINGS["customer_number"]},
        {**OPENINGS, "username": Opening(SALT, "bob")},
        {"commitments": Opening(SALT, "")},
    ],
)
def test_leaf_opens_to_nothing_else(wrong: dict[str, Opening]) -> None:
    assert not opens(LEAF, wrong)


def test_members_that_a_later_version_adds_are_no_fault() -> None:
    leaf = leaf_of({**FACTS, "v2": "more"}, COMMITMENTS)

    assert opens(leaf, OPENINGS)


@given(st.dictionaries(TEXTS, TEXTS | st.integers(-(2**53), 2**53)))
def test_canonical_json_is_read_back(members: dict[str, Any]) -> None:
    text = canonical(members)

    assert text == json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    assert json.loads(text) == members
    assert members_of(text) == members


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1.0,
        2**53 + 1,
        -(2**53) - 1,
        "ü",
        "\n",
        "\x7f",
        "\0",
        "\ud800",
        ["a"],
        {"a": 1.5},
    ],
)
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        leaf_of({"fact": value}, {})


@pytest.mark.parametrize(
    "leaf",
    [
        b"", b"[]", b"7", b"null", b"{", b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}',
        b'{"a":1.0}', b'{"a":1e3}', b'{"a":NaN}', b'{"a":"\\u0041"}', b'{"a":"\xc3\xbc"}',
        b'{"a":"\\u00fc"}', b'{"a":1}\n', b"\xff", b'{"a":-0}', b"[" * 100_000,
    ],
    ids=range(18),
)  # fmt: skip
def test_other_spellings_are_refused(leaf: bytes) -> None:
    with pytest.raises(Malformed):
        members_of(leaf)


@given(st.dictionaries(TEXTS, st.text(st.characters(codec="utf-8"))), st.binary(max_size=20))
def test_commitments_of_an_event_are_those_of_its_values(
    values: dict[str, str], salt: bytes
) -> None:
    each = {
        name: commitment_to(name, opening_of(salt, name, value)) for name, value in values.items()
    }

    assert commitments_to(values, salt) == each
