"""Sealed secrets open only with a key of SECRET, for their purpose and their owner."""

from typing import Any

import pytest

from auth.sealed_secrets import NotOpened, seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32
SECRET = b"the secret of a receiver"


def sealed(**others: Any) -> bytes:
    return seal(SECRET, **{"keys": [OLD], "purpose": "webhook", "owner": "a", **others})


def opened(text: bytes, **others: Any) -> bytes:
    return unseal(text, **{"keys": [OLD], "purpose": "webhook", "owner": "a", **others})


def test_what_is_sealed_opens() -> None:
    assert opened(sealed()) == SECRET
    assert opened(sealed(), keys=[NEW, OLD]) == SECRET


def test_the_first_key_seals() -> None:
    text = sealed(keys=[NEW, OLD])

    assert opened(text, keys=[NEW]) == SECRET
    with pytest.raises(NotOpened):
        opened(text, keys=[OLD])


def test_what_is_stored_does_not_hold_the_secret_and_is_never_the_same() -> None:
    assert SECRET not in sealed()
    assert sealed() != sealed()


@pytest.mark.parametrize("other", [{"keys": [NEW]}, {"purpose": "key"}, {"owner": "b"}])
def test_nothing_else_opens_it(other: dict[str, Any]) -> None:
    with pytest.raises(NotOpened):
        opened(sealed(), **other)


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_what_was_cut_does_not_open(cut: int) -> None:
    with pytest.raises(NotOpened):
        opened(sealed()[:cut])


def test_each_changed_byte_is_noticed() -> None:
    text = sealed()
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        with pytest.raises(NotOpened):
            opened(bytes(changed))
