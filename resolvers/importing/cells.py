"""Reads single cells, by the rules of the API and in the forms that Shopware writes."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from auth.errors import Invalid
from auth.money.pricing import HIGHEST_PRICE
from auth.texts import arguments

_NUMBER: Final = re.compile(
    r"[0-9]{1,15}(\.[0-9]{1,20})?(E[+-]?[0-9]{1,2})?"
)  # also in the forms of PHP
_FLAGS: Final = {
    "": None, "1": True, "true": True, "yes": True, "0": False, "false": False, "no": False,
}  # fmt: skip


def identifier(cells: Mapping[str, str], column: str) -> str:
    """An id; as in Shopware it may be in upper case."""
    return arguments.identifier(cells[column].strip().lower(), field=column)


def optional_identifier(cells: Mapping[str, str], column: str) -> str | None:
    """An id; None if the cell is empty or the column is missing."""
    return identifier(cells, column) if cells.get(column, "").strip() else None


def line(cells: Mapping[str, str], column: str, *, longest: int) -> str:
    """One line of text."""
    return arguments.line(cells[column], field=column, longest=longest)


def optional_line(cells: Mapping[str, str], column: str, *, longest: int) -> str | None:
    """One line of text; None if the cell is empty or the column is missing."""
    return line(cells, column, longest=longest) if cells.get(column, "").strip() else None


def flag(cells: Mapping[str, str], column: str) -> bool | None:
    """Yes or no; None, which changes nothing, if the cell is empty or the column is missing."""
    try:
        return _FLAGS[cells.get(column, "").strip().lower()]
    except KeyError:
        raise Invalid(column, "This is 1, 0, true, false or empty.") from None


def price(cells: Mapping[str, str], column: str, *, rounding: bool) -> int:
    """Hundredths of an amount such as `19.9`. With `rounding`, half of one is rounded up."""
    exact = number(cells, column) * 100
    hundredths = exact.to_integral_value(ROUND_HALF_UP)
    if hundredths != exact and not rounding:
        raise Invalid(column, "A price has at most two decimals. The option --round rounds it.")
    if not 0 <= hundredths <= HIGHEST_PRICE:
        raise Invalid(column, f"A price is between 0 and {HIGHEST_PRICE / 100:.2f}.")
    return int(hundredths)


def number(cells: Mapping[str, str], column: str) -> Decimal:
    """A decimal number, written with a point."""
    written = cells[column].strip()
    if not _NUMBER.fullmatch(written):
        raise Invalid(column, "A number looks like 19.99.")
    return Decimal(written)


def fitting(search_text: str, *, longest: int, column: str) -> str:
    """The text that a row is searched by. Folding makes a few characters longer."""
    if len(search_text) > longest:
        raise Invalid(column, "This is too long to be searched.")
    return search_text
