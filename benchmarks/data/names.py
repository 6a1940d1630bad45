"""Ids and tokens, worked out alike where databases are filled and where they are asked."""

import base64
import hashlib

from auth.sign_in.tokens import TokenKind


def id_of(kind: str, number: int) -> str:
    """The id of the row of this kind and number."""
    return hashlib.blake2b(f"{kind} {number}".encode(), digest_size=16).hexdigest()


def token_of(kind: TokenKind, name: str, number: int) -> str:
    """The token of this name and number: 256 bits, as the product makes them."""
    bits = hashlib.sha256(f"{name} {number}".encode()).digest()
    return kind + base64.urlsafe_b64encode(bits).decode().rstrip("=")


def hash_of(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()
