"""Recovery codes: ten of 80 random bits, each for one sign-in without the other factors."""

import base64
import hashlib
import secrets
from typing import Final

NUMBER: Final = 10
LENGTH: Final = 16  # characters of the alphabet
BYTES: Final = 10
_GROUP: Final = 4
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 characters that nobody mixes up
_OF_BASE32: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)  # RFC 4648


def new() -> tuple[str, ...]:
    """New codes in groups, for people."""
    return tuple(_new() for _ in range(NUMBER))


def _new() -> str:
    text = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    return _grouped(text.translate(_OF_BASE32))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def is_shaped(code: str) -> bool:
    """Whether a normal code can be one for recovery."""
    return len(code) == LENGTH


def hash_of(code: str, *, user_id: str) -> bytes:
    """What is stored of a normal code. It is random enough to need no slow hash (ASVS 6.5.2)."""
    text = f"imitate recovery code\0{user_id}\0{code}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
