"""Checks the values that clients send. Each check returns the value to store or raises Invalid."""

import re
import unicodedata
from datetime import datetime
from typing import Final

from auth.errors import Invalid
from auth.texts import domain_urls, email_addresses, landing_paths, visible_text
from auth.texts.email_addresses import EmailAddress

LONGEST_SEARCH: Final = 200  # characters
MOST_ROWS: Final = 100  # of a page
YEARS: Final = range(1970, 2200)  # which every database can store
_ID: Final = re.compile(r"[0-9a-f]{32}")
_NUMBER: Final = re.compile(r"[0-9]{1,19}")
_HIGHEST_NUMBER: Final = 2**63 - 1
_LANGUAGE: Final = re.compile(r"[a-z]{2}-[A-Z]{2}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def identifier(value: str, *, field: str) -> str:
    """An id: 32 lower-case hex characters."""
    if not _ID.fullmatch(value):
        raise Invalid(field, "An id has 32 lower-case hex characters.")
    return value


def number(value: str, *, field: str) -> int:
    """A number that the database counts up, of an event or an order."""
    if not _NUMBER.fullmatch(value) or int(value) > _HIGHEST_NUMBER:
        raise Invalid(field, "This is a whole number.")
    return int(value)


def line(value: str, *, field: str, longest: int, shortest: int = 1) -> str:
    """One line of text for people, of which something is seen (see auth/texts/visible_text.py).

    It is in Unicode's form NFC and has no blanks around it.
    """
    text = visible_text.name(printable(value, field=field)).strip()
    if len(text) > longest or visible_text.length(text) < shortest:
        raise Invalid(field, f"This has {shortest} to {longest} characters.")
    return text


def printable(value: str, *, field: str) -> str:
    """Text without control characters and lone surrogates, which databases treat differently."""
    if value.isprintable():  # most text: what is not may still be allowed, such as a joiner
        return value
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in value):
        raise Invalid(field, "Control characters are not allowed.")
    return value


def order_number(value: str) -> int:
    """The number of an order, as people copy it."""
    return number(value.strip(), field="orderNumber")


def search(value: str | None, *, field: str = "search") -> str | None:
    """The text to search for; None, also for blanks, finds everything."""
    if value is None:
        return None
    words = visible_text.search(value)
    return line(words, field=field, longest=LONGEST_SEARCH, shortest=0) or None


def sign_in_name(value: str, *, field: str) -> str:
    """A username or an e-mail address, trimmed as where it is stored."""
    return printable(visible_text.address(value), field=field)


def username(value: str, *, field: str = "username") -> str:
    """A username, case folded, of at most 100 characters."""
    return _folded(value, field=field, longest=100)


def _folded(value: str, *, field: str, longest: int) -> str:
    """The length and the form are checked again: case folding can change both."""
    folded = line(visible_text.address(value), field=field, longest=longest).casefold()
    return line(folded, field=field, longest=longest)


def email(value: str, *, field: str = "email") -> EmailAddress:
    """An e-mail address, as typed and with its key: see auth/texts/email_addresses.py."""
    text = line(visible_text.address(value), field=field, longest=email_addresses.LONGEST)
    try:
        return email_addresses.parse(text)
    except ValueError:
        raise Invalid(field, "This is not an e-mail address.") from None


def sign_in_email(value: str, *, field: str) -> str:
    """The key of what a customer types to log in, which need not be an address."""
    return email_addresses.key_of(sign_in_name(value, field=field))


def language(value: str, *, field: str) -> str:
    """A language and a country, such as `de-DE` (BCP 47)."""
    if not _LANGUAGE.fullmatch(value):
        raise Invalid(field, "A language looks like de-DE.")
    return value


def currency(value: str, *, field: str) -> str:
    """An ISO 4217 code."""
    if not _CURRENCY.fullmatch(value):
        raise Invalid(field, "A currency looks like EUR.")
    return value


def domain_url(value: str, *, field: str) -> str:
    """The URL of a storefront in its normal form: see auth/texts/domain_urls.py."""
    text = line(value, field=field, longest=domain_urls.LONGEST)
    try:
        return domain_urls.parse(text).normal
    except ValueError:
        raise Invalid(field, "A domain looks like https://shop.example/de.") from None


def landing_path(value: str, *, field: str) -> str:
    """The path of a shop's landing in its normal form: see auth/texts/landing_paths.py."""
    text = line(value, field=field, longest=landing_paths.LONGEST)
    try:
        return landing_paths.parse(text)
    except ValueError:
        raise Invalid(field, "A path looks like /support/landing.") from None


def moment(value: datetime, *, field: str) -> datetime:
    """A time with an offset, in the years that every database can store."""
    if value.tzinfo is None or value.year not in YEARS:
        raise Invalid(field, "A time has an offset and lies between 1970 and 2200.")
    return value


def page_size(value: int) -> int:
    """The number of rows of a page: 1 to 100."""
    if not 1 <= value <= MOST_ROWS:
        raise Invalid("first", f"A page has 1 to {MOST_ROWS} rows.")
    return value
