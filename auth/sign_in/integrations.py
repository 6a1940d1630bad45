"""Whether an integration may come in, and whether its secret is right.

A secret is 256 random bits, so its SHA-256 is stored: nobody can try such secrets one by one, and
the slow hash that passwords need would only let strangers keep the server busy.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from auth.errors import Invalid
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind

BEARER_LIFETIME: Final = timedelta(minutes=10)
LONGEST_OVERLAP: Final = timedelta(days=1)  # for which an old secret may live on
_NONE: Final = secrets.token_bytes(32)  # the hash of no secret that anybody knows


def is_open(*, active: bool, expires_at: datetime | None, now: datetime) -> bool:
    """Whether an integration may come in now; without `expires_at` it has no end."""
    return active and not is_over(expires_at, now=now)


def is_over(expires_at: datetime | None, *, now: datetime) -> bool:
    """Whether the time has come; None never comes."""
    return expires_at is not None and expires_at <= now


def fits(secret: str, secret_hash: bytes | None) -> bool:
    """Whether the secret has this hash. For None, an unknown client, it takes the same time."""
    sent = tokens.hash_of(TokenKind.INTEGRATION_KEY, secret) or b""
    return hmac.compare_digest(sent, secret_hash or _NONE)


def check_overlap(seconds: int) -> timedelta:
    """How long an old secret lives on; raises Invalid."""
    overlap = timedelta(seconds=max(-1, min(seconds, LONGEST_OVERLAP.total_seconds() + 1)))
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        most = int(LONGEST_OVERLAP.total_seconds())
        raise Invalid("overlap", f"The old secret lives on for 0 to {most} seconds.")
    return overlap
