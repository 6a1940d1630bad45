"""Support codes: six digits that a customer makes and tells a user on the phone, for one token.

A code has only a million values, so that guesses are limited and a stolen table must not tell it:
it is stored as an HMAC-SHA256 under a key that HKDF-SHA256 (RFC 5869) derives from SECRET.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from auth.errors import Invalid

DIGITS: Final = 6
MOST_WRONG: Final = 5  # guesses by all users together, after which a code is dead
WINDOW: Final = timedelta(hours=1)
GUESSES: Final = 20  # wrong ones of a user within the window; the last of them locks for as long
CODES: Final = 8  # that a customer makes within the window; one more locks for as long
_LONGEST: Final = 64  # characters as typed, blanks among them
_NO_HASH: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class StoredCode:
    """What storage knows of a customer's code."""

    code_hash: bytes | None
    expires_at: datetime | None
    wrong: int  # guesses since it was made

    def is_alive(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return (
            self.code_hash is not None
            and self.expires_at is not None
            and self.expires_at > now
            and self.wrong < MOST_WRONG
        )


def new() -> str:
    """A new code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def normal(typed: str) -> str:
    """A code as it is typed: digits of any script, with blanks. Raises Invalid."""
    if len(typed) <= _LONGEST:
        found = [each for each in typed if not _is_blank(each)]
        digits = [unicodedata.decimal(each, None) for each in found]
        if len(digits) == DIGITS and None not in digits:
            return "".join(map(str, digits))
    raise Invalid("supportCode", f"A support code has {DIGITS} digits.")


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Zs", "Cf"}


def hash_of(code: str, *, key: bytes, customer_id: str, sales_channel_id: str) -> bytes:
    """What is stored of a code; it is another one for every customer and every channel."""
    derive = HKDF(SHA256(), 32, salt=None, info=b"imitate support codes")
    text = f"{customer_id} {sales_channel_id} {code}"
    return hmac.new(derive.derive(key), text.encode(), hashlib.sha256).digest()


def fits(
    stored: StoredCode | None,
    code: str,
    *,
    keys: Sequence[bytes],
    customer_id: str,
    sales_channel_id: str,
    now: datetime,
) -> bool:
    """Whether this is the customer's code for the channel. Every answer takes the same time."""
    known = _NO_HASH if stored is None or stored.code_hash is None else stored.code_hash
    equal = [
        hmac.compare_digest(
            known,
            hash_of(code, key=key, customer_id=customer_id, sales_channel_id=sales_channel_id),
        )
        for key in keys
    ]
    return stored is not None and stored.is_alive(now) and any(equal)
