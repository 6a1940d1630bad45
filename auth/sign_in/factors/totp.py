"""One-time codes of authenticator apps (RFC 6238): six digits, steps of 30 seconds, SHA-1.

Apps know no other hash reliably; HMAC does not depend on what SHA-1 lacks.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

import pyotp

PURPOSE: Final = "totp"  # of the sealed secret
STEP: Final = 30  # seconds
WINDOW: Final = 1  # steps before and after that of now: clocks differ, and people type (5.2)
CONFIRMED_WITHIN: Final = timedelta(minutes=10)
DIGITS: Final = 6


def new_secret() -> str:
    """A new secret, 160 bits in base32."""
    return pyotp.random_base32()


def uri(secret: str, *, username: str, issuer: str) -> str:
    """The address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def is_shaped(code: str) -> bool:
    """Whether a normal code can be one of an app."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step whose code this is, None if it does not fit; each takes the same time."""
    current, app, found = int(now.timestamp()) // STEP, pyotp.TOTP(secret), None
    for step in range(current - WINDOW, current + WINDOW + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
            found = step
    return found
