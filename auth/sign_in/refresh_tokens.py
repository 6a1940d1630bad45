"""Refresh tokens: the secret of a sign-in, which never changes, and that of its latest turn.

A token whose first half fits and whose second does not was used before: it was stolen, or the one
that took its place was. A client whose calls refresh at once also sends one twice: see ADR 19.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from auth.sign_in import tokens
from auth.sign_in.tokens import ENTROPY, TokenKind

REPEATED_WITHIN: Final = timedelta(seconds=5)  # the requests of one client that were sent at once
ACCESS_LIFETIME: Final = timedelta(minutes=10)  # of the access token that goes with it
_LENGTH: Final = 91  # characters: a token, a dot and 43 of base64url


class RefreshToken(NamedTuple):
    """`token` goes to the client and nowhere else; both hashes are stored."""

    token: str
    family_hash: bytes
    turn_hash: bytes


class Turn(NamedTuple):
    """The latest turn of a sign-in; all is None before the first one."""

    used_hash: bytes | None  # of the token that was exchanged
    at: datetime | None
    client: bytes | None  # who exchanged it: see `client_of`


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


def client_of(*, secret: bytes, network: str | None, user_agent: str | None) -> bytes | None:
    """An HMAC of where a request comes from; None where its address is not known."""
    if network is None:
        return None
    text = f"refresh\0{network}\0{user_agent or ''}"
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def is_repeated(sent: RefreshToken, last: Turn, *, client: bytes | None, now: datetime) -> bool:
    """Whether the same client has exchanged this token in the same moment."""
    if last.used_hash is None or last.at is None or last.client is None or client is None:
        return False
    same_token = hmac.compare_digest(sent.turn_hash, last.used_hash)
    same_client = hmac.compare_digest(client, last.client)
    return same_token and same_client and now - last.at <= REPEATED_WITHIN


def _with_turn(family: str) -> RefreshToken:
    token = f"{family}.{secrets.token_urlsafe(ENTROPY)}"
    family_hash = hashlib.sha256(family.encode()).digest()
    return RefreshToken(token, family_hash, hashlib.sha256(token.encode()).digest())
