"""Keys of two logs and of a witness, and checkpoints signed with them."""

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth.transparency.keys import SigningKey

ORIGIN: Final = "shop.example/audit"


def key_of(name: str, seed: str = "first") -> SigningKey:
    """The key that grows from a seed; the same each time."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
    return SigningKey(name, private)


KEY: Final = key_of(ORIGIN)
NEXT: Final = key_of(ORIGIN, "second")
OTHER_LOG: Final = key_of("elsewhere.example/log")
WITNESS: Final = key_of("witness.example/w1", "witness")
