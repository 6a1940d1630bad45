"""Signed notes: signatures that hold, and forms that are refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.transparency.keys import SigningKey, VerifierKey
from auth.transparency.notes import NotSigned, open_note, parse_note, sign_note
from auth.transparency.parsing import Malformed
from tests.transparency.keys import KEY, NEXT, ORIGIN, WITNESS, key_of

TEXT = "one line\n\nthe last line ü\n"
NOTE = sign_note(TEXT, [KEY])
SIGNATURE = NOTE.rpartition(" ")[2].removesuffix("\n")
# The example of C2SP's signed-note.
THEIR_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
THEIR_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def below(line: str) -> str:
    return f"text\n\n{line}\n"


def signature_of(length: int) -> str:
    return base64.b64encode(b"\1" * length).decode()


MALFORMED = {
    "empty": "",
    "no signature": TEXT,
    "blank line at the end": "text\n\n",
    "no text": NOTE.removeprefix(TEXT),
    "no newline at the end": NOTE.removesuffix("\n"),
    "more below": f"{NOTE}more\n",
    "blank below": f"{NOTE}\n",
    "hyphen": NOTE.replace("—", "-"),
    "two spaces": NOTE.replace("— ", "—  "),
    "space at the end": NOTE.removesuffix("\n") + " \n",
    "no name": below(f"— {SIGNATURE}"),
    "empty name": below(f"—  {SIGNATURE}"),
    "plus in the name": below(f"— a+b {SIGNATURE}"),
    "Unicode space in the name": below(f"— a\N{NO-BREAK SPACE}b {SIGNATURE}"),
    "id alone": below(f"— a {signature_of(4)}"),
    "not base64": below("— a AAAA!AAA"),
    "base64 of URLs": below("— a AAAAAA__"),
    "base64 without its end": below("— a AAAAAAA"),
    "base64 with set bits": below("— a AAAAAAB="),
    "tab": NOTE.replace("one line", "one\tline"),
    "carriage return": NOTE.replace("\n", "\r\n"),
    "zero": NOTE.replace("one line", "one\0line"),
    "surrogate": NOTE.replace("one line", "one \ud800"),
    "too many signatures": below("\n".join([f"— a {signature_of(5)}"] * 65)),
    "too long": NOTE.replace("one line", "l" * 300_000),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_note_is_refused(kind: str) -> None:
    with pytest.raises(Malformed):
        open_note(MALFORMED[kind], [KEY.verifier])


def test_example_of_the_specification() -> None:
    opened = open_note(THEIR_NOTE, [VerifierKey.parse(THEIR_KEY)])

    assert opened.text == "This is an example message.\n"
    assert [str(key) for key in opened.keys] == [THEIR_KEY]


def test_text_may_have_blank_lines() -> None:
    assert open_note(NOTE, [KEY.verifier]).text == TEXT


def test_two_keys_sign_once_for_a_rotation() -> None:
    note = sign_note(TEXT, [NEXT, KEY])

    assert len(parse_note(note).signatures) == 2
    for known in ([KEY], [NEXT], [KEY, NEXT]):
        opened = open_note(note, [key.verifier for key in known])
        assert set(opened.keys) == {key.verifier for key in known}


def test_signatures_of_unknown_keys_are_ignored() -> None:
    same_name = key_of(ORIGIN, "a stranger")
    note = sign_note(TEXT, [same_name, KEY, WITNESS])

    assert open_note(note, [KEY.verifier]).keys == [KEY.verifier]


@pytest.mark.parametrize("known", [[], [NEXT], [WITNESS], [key_of("another.example")]])
def test_note_of_unknown_keys_is_refused(known: list[SigningKey]) -> None:
    with pytest.raises(NotSigned, match="None of the known keys"):
        open_note(NOTE, [key.verifier for key in known])


def test_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    forged = NOTE + str(parse_note(sign_note("another\n", [NEXT])).signatures[0])

    with pytest.raises(NotSigned, match="does not belong to this text"):
        open_note(forged, [KEY.verifier, NEXT.verifier])


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_one_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(NOTE.encode())
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises((NotSigned, Malformed, UnicodeDecodeError)):
        open_note(changed.decode(), [KEY.verifier])


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises((NotSigned, Malformed)):
        open_note(text, [KEY.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "\x1b[1m\n", "\ud800\n"])
def test_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(Malformed):
        sign_note(text, [KEY])
