"""Invisible and direction-changing characters: what each kind of text keeps and loses."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import Invalid
from auth.sign_in.throttle import account
from auth.texts import arguments, visible_text

FORMATS = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cf"]
# Format characters that are seen: signs around Arabic, Syriac and Kaithi numbers, and those that
# arrange hieroglyphs.
SEEN = {
    *"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd",
    *map(chr, range(0x13430, 0x13440)),
}
JOINERS = ("\u200c", "\u200d")
FILLERS = ["\u034f", "\u115f", "\u1160", "\u17b4", "\u2800", "\u3164", "\uffa0"]
HIDDEN = [sign for sign in FORMATS if sign not in SEEN] + FILLERS
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_addresses_lose_everything_hidden() -> None:
    for sign in HIDDEN:
        typed = f"{sign}b{sign}ob@example.com{sign}"

        assert arguments.email(typed) == ("bob@example.com", None), ascii(sign)
        assert arguments.username(typed) == "bob@example.com", ascii(sign)
        assert arguments.sign_in_email(typed, field="email") == "bob@example.com", ascii(sign)
        assert arguments.sign_in_name(typed, field="email") == "bob@example.com", ascii(sign)
        assert account(typed) == "bob@example.com", ascii(sign)


@given(st.text(st.one_of(st.sampled_from([*HIDDEN, " ", "\t", "\xa0"]), st.characters())))
def test_sign_in_trims_what_storing_trims(typed: str) -> None:
    try:
        stored = arguments.username(typed)
    except Invalid:
        return

    assert arguments.username(arguments.sign_in_name(typed, field="username")) == stored
    assert account(stored) == account(typed)


def test_names_lose_what_is_hidden_but_joiners() -> None:
    for sign in HIDDEN:
        kept = f"می{sign}خ" if sign in JOINERS else "میخ"

        assert arguments.line(f"می{sign}خ", field="name", longest=100) == kept, ascii(sign)


def test_names_keep_what_is_seen() -> None:
    for name in (
        "می\u200cخ",
        "ക\u0d4d\u200dഷ",
        "葛\U000e0100城",
        "❤\ufe0f",
        "👩\u200d🚀",
        "٢\u0601",
    ):
        assert arguments.line(name, field="name", longest=100) == name


@pytest.mark.parametrize("name", ["Bob\u200d", "\u200cBob", "B\u200d\u200cob"])
def test_joiner_that_changes_nothing_makes_no_other_name(name: str) -> None:
    assert arguments.line(name, field="name", longest=100) == "Bob"


@pytest.mark.parametrize("sign", [*FILLERS, *JOINERS, "\u200b", "\u202e", "\U000e0041", "\ufe0f"])
def test_text_of_which_nothing_is_seen_is_refused(sign: str) -> None:
    for text in (sign, sign * 20, f" {sign} {sign} ", f"\u0301{sign}"):
        with pytest.raises(Invalid):
            arguments.line(text, field="firstName", longest=100)
        with pytest.raises(Invalid):
            arguments.line(text, field="reason", shortest=10, longest=500)
    with pytest.raises(Invalid):
        arguments.line(f"A{sign * 20}B", field="reason", shortest=10, longest=500)


@pytest.mark.parametrize("sign", [chr(n) for n in (*range(32), *range(0x7F, 0xA0))])
def test_control_characters_are_in_no_text(sign: str) -> None:
    for check in (
        lambda text: arguments.line(text, field="x", longest=100),
        arguments.email,
        arguments.username,
        lambda text: arguments.sign_in_name(text, field="x"),
    ):
        with pytest.raises(Invalid):
            check(f"bob{sign}@example.com")


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("Bob Builder <bob@example.com>", "Bob Builder bob@example.com"),
        ('"Builder, Bob" <bob@example.com>;', "Builder Bob bob@example.com"),
        ("bob@example.com,", "bob@example.com"),
        ("\tbob@example.com\r\n", "bob@example.com"),
        ("Bob\tBuilder", "Bob Builder"),
        ("\ufeffbob@\u200bexample.com", "bob@example.com"),
        ("Builder, Bob", "Builder Bob"),
        ("(Builder)", "Builder"),
        ("«Größe»", "Größe"),
        ("O'Neill & Söhne (West)", "O'Neill & Söhne West"),
        ("a_b%c", "a_b%c"),
    ],
)
def test_search_takes_what_is_pasted(pasted: str, words: str) -> None:
    assert arguments.search(pasted) == words


@pytest.mark.parametrize("pasted", ["", " ", "\u200b", "<>", ",", "\t", None])
def test_search_for_nothing_finds_everything(pasted: str | None) -> None:
    assert arguments.search(pasted) is None


@given(st.text(st.one_of(st.sampled_from([*HIDDEN, "\x9b", "\x1b", "ä", '"']), st.characters())))
def test_what_is_exported_is_safe_in_a_terminal_and_the_same(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)

    safe = visible_text.for_terminals(written)

    assert json.loads(safe) == text
    assert not any(unicodedata.category(sign) == "Cc" or sign in TURNING for sign in safe)
