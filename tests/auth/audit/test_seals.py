"""The chain of hashes: the fields that it covers, and the keys that verify it."""

import hashlib
import hmac
from typing import Any

import pytest

from auth.audit.seals import GENESIS, is_sealed, seal

KEY, OLD = b"k" * 32, b"o" * 32
FACTS = {"id": 7, "action": "imitation.redeemed", "detail": None, "username": "zoë"}
SEALED: dict[str, Any] = {"key": KEY, "previous": GENESIS, "position": 1, "facts": FACTS}


def test_is_hmac_sha_256_over_canonical_json() -> None:
    text = (
        '{"action":"imitation.redeemed","detail":null,"id":7,"position":1,'
        f'"previous":"{"0" * 64}","username":"zoë"}}'
    )

    assert seal(**SEALED) == hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def test_order_of_the_facts_does_not_matter() -> None:
    turned = dict(reversed(FACTS.items()))

    assert seal(**{**SEALED, "facts": turned}) == seal(**SEALED)


@pytest.mark.parametrize(
    "changed",
    [
        {"key": OLD},
        {"previous": "1" + GENESIS[1:]},
        {"position": 2},
        {"facts": {**FACTS, "action": "imitation.ended"}},
        {"facts": {**FACTS, "detail": ""}},
        {"facts": {**FACTS, "more": None}},
        {"facts": {key: FACTS[key] for key in ("id", "action", "detail")}},
    ],
)
def test_any_change_is_another_hash(changed: dict[str, Any]) -> None:
    assert seal(**{**SEALED, **changed}) != seal(**SEALED)


@pytest.mark.parametrize(
    ("keys", "holds"),
    [([KEY], True), ([OLD, KEY], True), ([KEY, OLD], True), ([OLD], False), ([], False)],
)
def test_any_of_the_keys_verifies(keys: list[bytes], *, holds: bool) -> None:
    stored = seal(**SEALED)

    assert is_sealed(stored, keys=keys, previous=GENESIS, position=1, facts=FACTS) is holds


def test_another_hash_is_not_sealed() -> None:
    stored = seal(**SEALED)
    forged = ("0" if stored[0] != "0" else "1") + stored[1:]

    assert not is_sealed(forged, keys=[KEY], previous=GENESIS, position=1, facts=FACTS)
