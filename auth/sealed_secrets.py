"""Seals secrets that the server itself has to use again, so that a stolen database opens none.

AES-256-GCM under keys that HKDF-SHA256 (RFC 5869) derives from SECRET, one for each purpose.
"""

import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_LENGTH: Final = 12  # bytes, which GCM is made for
_KEY_LENGTH: Final = 32  # bytes


class NotOpened(Exception):
    """None of the keys has sealed this for this purpose and this owner."""


def seal(secret: bytes, *, keys: Sequence[bytes], purpose: str, owner: str) -> bytes:
    """The text to store of a secret; the first key of SECRET seals.

    `owner` is the id of the row: what is sealed for one opens for no other.
    """
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + _cipher(keys[0], purpose).encrypt(nonce, secret, owner.encode())


def unseal(sealed: bytes, *, keys: Sequence[bytes], purpose: str, owner: str) -> bytes:
    """The secret; each key of SECRET is tried. Raises NotOpened."""
    nonce, encrypted = sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:]
    for key in keys:
        try:
            return _cipher(key, purpose).decrypt(nonce, encrypted, owner.encode())
        except (InvalidTag, ValueError):  # ValueError: the nonce is too short
            continue
    raise NotOpened


def _cipher(key: bytes, purpose: str) -> AESGCM:
    """The cipher of one purpose, so that what is sealed for one opens for no other."""
    derive = HKDF(SHA256(), _KEY_LENGTH, salt=None, info=f"imitate sealed {purpose}".encode())
    return AESGCM(derive.derive(key))
