"""Verifier keys: one spelling of each, and nothing secret in what is shown."""

import base64
import hashlib

import pytest

from auth.transparency.keys import SigningKey, VerifierKey
from auth.transparency.parsing import Malformed
from tests.transparency.keys import KEY, ORIGIN, key_of

TEXT = str(KEY.verifier)
PUBLIC = KEY.private.public_key().public_bytes_raw()


def test_key_is_read_as_it_is_written() -> None:
    assert VerifierKey.parse(TEXT) == VerifierKey(ORIGIN, PUBLIC)


def test_id_is_of_the_name_and_the_key() -> None:
    expected = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + PUBLIC).digest()[:4]

    assert KEY.verifier.key_id == expected
    assert TEXT.split("+")[1] == expected.hex()
    assert key_of("another.example").verifier.key_id != expected


@pytest.mark.parametrize(
    "text",
    [
        "", "+", "++", ORIGIN, TEXT.rpartition("+")[0], f" {TEXT}", f"{TEXT}\n", f"x{TEXT}",
        TEXT.upper(), TEXT[:-1], TEXT.replace("+", " "), f"+{TEXT.partition('+')[2]}",
        f"{ORIGIN}+00000000+{TEXT.split('+', 2)[2]}", f"{ORIGIN}+{TEXT.split('+')[1]}+AQ==",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


def test_key_of_another_type_is_refused() -> None:
    # The key of a witness: the same curve, the type 4.
    material = b"\x04" + PUBLIC
    key_id = hashlib.sha256(f"{ORIGIN}\n".encode() + material).hexdigest()[:8]
    encoded = base64.b64encode(material).decode()

    with pytest.raises(Malformed, match="is not the id of this Ed25519 key"):
        VerifierKey.parse(f"{ORIGIN}+{key_id}+{encoded}")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\nb", "a\N{EM SPACE}b", "a\0"])
def test_name_that_no_key_may_have_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="No key has this name"):
        VerifierKey(name, PUBLIC)


def test_private_key_is_not_shown() -> None:
    shown = f"{KEY!r} {KEY}"

    assert "private" not in shown
    assert KEY.private.private_bytes_raw().hex() not in shown
    assert SigningKey(ORIGIN, KEY.private) == KEY
