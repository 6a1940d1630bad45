"""Hashes and verifies passwords with argon2id, and checks new ones."""

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.errors import Invalid

SHORTEST: Final = 8  # characters after NFC, ASVS 6.2.1
LONGEST: Final = 1024  # characters after NFC


class Passwords:
    """argon2id with fixed parameters, RFC 9106."""

    def __init__(self, *, memory_cost: int, time_cost: int) -> None:
        """`memory_cost` is in KiB, `time_cost` in passes; one lane."""
        self._hasher = PasswordHasher(
            memory_cost=memory_cost, time_cost=time_cost, parallelism=1, hash_len=32, salt_len=16
        )
        self._dummy = self._hasher.hash("a password that no account has")

    def hash(self, password: str) -> str:
        """The PHC string to store."""
        return self._hasher.hash(normalized(password))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits. For None, an unknown account, it takes the same time."""
        if is_too_long(password):
            return False
        try:
            self._hasher.verify(password_hash or self._dummy, normalized(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash)  # an empty stored hash fits no password

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the stored hash was made with other parameters."""
        return self._hasher.check_needs_rehash(password_hash)


def normalized(password: str) -> str:
    """The form that is hashed: NFC, because keyboards differ in the form that they send."""
    return unicodedata.normalize("NFC", password)


def is_too_long(password: str) -> bool:
    """Whether no account can have the password, so that hashing it would only cost time."""
    return len(normalized(password)) > LONGEST


def check_new(password: str, *, field: str) -> None:
    """Raise Invalid for a new password of a wrong length."""
    if not SHORTEST <= len(normalized(password)) <= LONGEST:
        raise Invalid(field, f"A password has {SHORTEST} to {LONGEST} characters.")
