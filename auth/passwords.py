"""How is a password kept, and which ones are taken? argon2id by argon2-cffi."""

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.errors import Invalid

SHORTEST: Final = 8  # characters after NFC, ASVS 6.2.1
LONGEST: Final = 1024  # characters; a longer one costs the hash, not the guesser


class Passwords:
    """argon2id with fixed parameters, RFC 9106."""

    def __init__(self, *, memory_cost: int, time_cost: int) -> None:
        """`memory_cost` is in KiB, `time_cost` in passes; one lane."""
        self._hasher = PasswordHasher(
            memory_cost=memory_cost, time_cost=time_cost, parallelism=1, hash_len=32, salt_len=16
        )
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The PHC string to store."""
        return self._hasher.hash(normalized(password))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; with no hash to compare, the same work and False."""
        try:
            self._hasher.verify(password_hash or self._nobody, normalized(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash)  # an empty one would let in who knows nobody's password

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the stored hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def normalized(password: str) -> str:
    """The form that is hashed: NFC, so that two keyboards type one password."""
    return unicodedata.normalize("NFC", password)


def check_new(password: str, *, field: str) -> None:
    """Raise Invalid for a password no account may get."""
    if not SHORTEST <= len(normalized(password)) <= LONGEST:
        raise Invalid(field, f"A password has {SHORTEST} to {LONGEST} characters.")
