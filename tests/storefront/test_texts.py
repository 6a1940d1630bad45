"""The texts of both languages have the same keys and values, and every key is used."""

import json
import re
from pathlib import Path

import pytest

from storefront.texts import FOLDER, texts_for, texts_in

ROOM = FOLDER.parent
SOURCES = [*ROOM.rglob("*.html"), *ROOM.rglob("*.py")]


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text())
    return found


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    english, german = words("en-GB"), words("de-DE")

    assert english.keys() == german.keys()
    for key, text in english.items():
        if not key.startswith("format."):
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", german[key]))


def test_what_the_pages_say_is_there_and_nothing_else() -> None:
    source = "\n".join(file.read_text() for file in SOURCES)
    made_up = re.compile(
        r"(language|access|action|consent|notice|refusal|message|problem|format)\."
    )

    unknown = set(re.findall(r"""\bt\(["']([a-zA-Z.-]+)["'][,)]""", source)) - words("en-GB").keys()
    unused = {key for key in words("en-GB") if key not in source and not made_up.match(key)}

    assert unknown == set()
    assert unused == set()


def test_every_message_has_a_title_and_a_text() -> None:
    keys = [key.split(".")[1] for key in words("en-GB") if key.startswith("message.")]
    named = {key for key in keys if f"message.{key}.title" in words("en-GB")}

    assert {key for key in named if f"message.{key}.text" not in words("en-GB")} == set()
    source = "\n".join(Path(file).read_text() for file in SOURCES)
    assert {key for key in named if f'"{key}"' not in source} == set()


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("en-GB", 1990, "EUR", "€19.90"),
        ("en-GB", 123456789, "GBP", "£1,234,567.89"),
        ("en-GB", 5, "CHF", "CHF\u00a00.05"),
        ("de-DE", 1990, "EUR", "19,90\u00a0€"),
        ("de-DE", 123456789, "USD", "1.234.567,89\u00a0$"),
        ("de-DE", 500, "CHF", "5,00\u00a0CHF"),
        ("de-DE", 500, "JPY", "500\u00a0JPY"),
    ],
)
def test_money_is_written_as_people_do(
    language: str, amount: int, currency: str, written: str
) -> None:
    assert texts_in(language).money({"amount": amount, "currency": currency}) == written


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("de-DE", "de-DE"), ("de-AT", "de-DE"), ("en-US", "en-GB"), ("fr-FR", "en-GB"), ("", "en-GB")],
)
def test_a_language_without_texts_gets_the_nearest(asked: str, answered: str) -> None:
    assert texts_in(asked).language == answered


@pytest.mark.parametrize(
    ("accept", "answered"),
    [("de", "de-DE"), ("fr, DE-at;q=0.5", "de-DE"), ("*", "en-GB"), (";;,", "en-GB")],
)
def test_a_browser_is_answered_in_its_language(accept: str, answered: str) -> None:
    assert texts_for(accept).language == answered
