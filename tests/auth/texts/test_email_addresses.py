"""The key by which e-mail addresses are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.texts.email_addresses import key_of, parse


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Bob@Example.COM", "bob@example.com"),
        ("JÖRG@MÜLLER.example", "jörg@xn--mller-kva.example"),
        ("jo\u0308rg@xn--mller-kva.example", "jörg@xn--mller-kva.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@strasse.example", "a@strasse.example"),
        ("Straße@a.example", "straße@a.example"),
        ("STRA\u1e9eE@a.example", "straße@a.example"),
        ("STRASSE@a.example", "strasse@a.example"),
        ("\u0130i\u0131I@a.example", "\u0130i\u0131i@a.example"),
        ("ΟΔΟΣ@a.example", "οδοσ@a.example"),
        ("οδος@a.example", "οδοσ@a.example"),
        ("a@A_b.example", "a@a_b.example"),
    ],
)
def test_is_compared_by_its_key(typed: str, key: str) -> None:
    address = parse(typed)

    assert (address.key, address.shown) == (key, typed)
    assert parse(key).key == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bob",
        "@a.example",
        "bob@",
        "a@b@c",
        "a@.b",
        "ä" * 65 + "@a",
        "a@" + "b" * 253,
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(typed)


@given(st.text(st.one_of(st.sampled_from("@.ßİıſΣς"), st.characters(codec="utf-8")), max_size=40))
def test_key_of_a_key_is_itself(typed: str) -> None:
    key = key_of(typed)

    assert key_of(key) == key
