"""Parses an e-mail address: what was typed is kept and shown, a key is compared and unique."""

import re
import unicodedata
from typing import Final, NamedTuple

from auth.texts.hosts import normal_host

LONGEST: Final = 254  # characters (RFC 5321), of the address and of its key
_ADDRESS: Final = re.compile(r"([^@\s]{1,64})@([^@\s.]+(?:\.[^@\s.]+)*)")


class EmailAddress(NamedTuple):
    """An address; `typed` is None where it is equal to the key."""

    key: str
    typed: str | None

    @property
    def shown(self) -> str:
        """The address as people read it."""
        return self.typed or self.key


def parse(written: str) -> EmailAddress:
    """The address of a trimmed text; raises ValueError."""
    key = key_of(written)
    if not _ADDRESS.fullmatch(written) or max(len(written), len(key)) > LONGEST:
        raise ValueError("This is not an e-mail address.")
    return EmailAddress(key, None if written == key else written)


def key_of(written: str) -> str:
    """The key of a trimmed text, which need not be an address.

    The domain is that of IDNA 2008, in which `straße` is not `strasse`. The local part is the
    mailbox's own (RFC 5321); upper and lower case are the same where one letter becomes one letter,
    so neither `ß` and `ss` nor Turkish `İ` and `i` meet in one key.
    """
    local, at, domain = written.rpartition("@")
    return f"{_folded(local)}{at}{_domain(domain)}"


def _domain(written: str) -> str:
    """Names that are no hosts, such as those with an underscore, are old, but receive mail."""
    try:
        return normal_host(written)
    except ValueError:
        return _folded(written)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", "".join(map(_fold, text)))


def _fold(letter: str) -> str:
    """Unicode's simple case folding."""
    folds = (letter.casefold(), letter.lower())
    return next((folded for folded in folds if len(folded) == 1), letter)
