"""The texts of the pages, and how each language writes money and times; one file a language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from schema.shared.money import decimals

FOLDER: Final = Path(__file__).parent / "locales"
FALLBACK: Final = "en-GB"
SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language by key."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its values filled in; raises KeyError for an unknown key.

        It is HTML if one of the values is.
        """
        text = self.words[key]
        if any(isinstance(value, Markup) for value in values.values()):
            text = Markup(text)  # noqa: S704 - a text of the project; format escapes the values
        return text.format(**values)

    def name_of(self, kind: str, value: str) -> str:
        """The word for a value of the schema; the value itself where the file has none."""
        return self.words.get(f"{kind}.{value}", value)

    def money(self, money: Mapping[str, Any]) -> str:
        """An amount in minor units, written as readers of the language write it."""
        digits = decimals(money["currency"])
        plain = f"{Decimal(money['amount']).scaleb(-digits):,.{digits}f}"
        swapped = plain.translate(
            {ord(","): self.words["format.thousands"], ord("."): self.words["format.decimal"]}
        )
        symbol = SYMBOLS.get(money["currency"], f"{money['currency']}\N{NO-BREAK SPACE}")
        return self.words["format.money"].format(amount=swapped, symbol=symbol).rstrip()

    def moment(self, value: str) -> Markup:
        """Date and time in UTC, as an element that tells scripts the instant."""
        written = _utc(value).strftime(self.words["format.moment"])
        return Markup('<time datetime="{}">{}</time>').format(value, written)

    def clock(self, value: str) -> str:
        """Time of day in UTC."""
        return _utc(value).strftime(self.words["format.clock"])


# Read at the start: a page can then be answered while the process has no file handle left.
_KNOWN: Final = {
    file.stem: Texts(file.stem, json.loads(file.read_text(encoding="utf-8")))
    for file in sorted(FOLDER.glob("*.json"))
}


def texts_in(language: str) -> Texts:
    """The texts for a BCP 47 code: those of its language, else the English ones."""
    alike = [name for name in _KNOWN if name[:2] == language[:2]]
    return _KNOWN[language if language in _KNOWN else (alike or [FALLBACK])[0]]


def texts_for(accept_language: str) -> Texts:
    """The texts for a browser's Accept-Language, used where no domain sets the language."""
    wanted = [part.partition(";")[0].strip() for part in accept_language.split(",")]
    found = (name for want in wanted for name in _KNOWN if want and name[:2] == want[:2].lower())
    return texts_in(next(found, FALLBACK))


def _utc(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)
