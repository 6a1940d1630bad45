"""Refresh tokens: the secret of a sign-in, which never changes, and that of its latest turn.

A token whose first half fits and whose second does not was used before: it was stolen, or the one
that took its place was.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final, NamedTuple

from auth.sign_in import tokens
from auth.sign_in.tokens import ENTROPY, TokenKind

ACCESS_LIFETIME: Final = timedelta(minutes=10)  # of the access token that goes with it
_LENGTH: Final = 91  # characters: a token, a dot and 43 of base64url


class RefreshToken(NamedTuple):
    """`token` goes to the client and nowhere else; both hashes are stored."""

    token: str
    family_hash: bytes
    turn_hash: bytes


def new() -> RefreshToken:
    """The first token of a sign-in."""
    return _with_turn(tokens.new(TokenKind.REFRESH).token)


def next_of(sent: RefreshToken) -> RefreshToken:
    """The token that takes the place of one that was sent."""
    return _with_turn(sent.token.partition(".")[0])


def parse(token: str) -> RefreshToken | None:
    """The token with its hashes; None for a text that cannot be one."""
    family, dot, _ = token.partition(".")
    family_hash = tokens.hash_of(TokenKind.REFRESH, family)
    if family_hash is None or not dot or len(token) != _LENGTH or not token.isascii():
        return None
    return RefreshToken(token, family_hash, hashlib.sha256(token.encode()).digest())


def is_latest(sent: RefreshToken, turn_hash: bytes) -> bool:
    """Whether this is the token that was given last."""
    return hmac.compare_digest(sent.turn_hash, turn_hash)


def _with_turn(family: str) -> RefreshToken:
    token = f"{family}.{secrets.token_urlsafe(ENTROPY)}"
    family_hash = hashlib.sha256(family.encode()).digest()
    return RefreshToken(token, family_hash, hashlib.sha256(token.encode()).digest())
