"""Makes tokens and their hashes. Clients hold the token; the database keeps its SHA-256."""

import hashlib
import secrets
from enum import StrEnum
from typing import Final, NamedTuple

ENTROPY: Final = 32  # bytes: 256 random bits, ASVS 7.2.3 asks for 128
LENGTH: Final = 47  # characters: a prefix of 4 and 43 of base64url


class TokenKind(StrEnum):
    """The prefixes of tokens. They keep the kinds apart and let scanners find leaked tokens."""

    USER_SESSION = "imu_"
    REFRESH = "imr_"  # the first half: see auth/sign_in/refresh_tokens.py
    CONTEXT = "imc_"
    IMITATION = "imi_"
    INTEGRATION_KEY = "imk_"
    OIDC_STATE = "ims_"  # of a sign-in at a provider, in the URL
    OIDC_BROWSER = "imb_"  # as above, in the browser's cookie
    INTEGRATION = "imm_"  # the bearer that an integration gets for its secret


class NewToken(NamedTuple):
    """`token` goes to the client and nowhere else; `token_hash` is stored."""

    token: str
    token_hash: bytes


def new(kind: TokenKind) -> NewToken:
    """A new random token and its hash."""
    token = kind + secrets.token_urlsafe(ENTROPY)
    return NewToken(token, hashlib.sha256(token.encode()).digest())


def hash_of(kind: TokenKind, token: str | None) -> bytes | None:
    """The SHA-256 of a token of this kind; None for a text that cannot be one."""
    if token is None or len(token) != LENGTH or not token.startswith(kind) or not token.isascii():
        return None
    return hashlib.sha256(token.encode()).digest()


def new_client_id() -> str:
    """A new public name of an integration; it begins with SWIA as in Shopware."""
    return "SWIA" + secrets.token_hex(11).upper()


def new_access_key() -> str:
    """A new public key of a sales channel; it begins with SWSC as in Shopware."""
    return "SWSC" + secrets.token_hex(11).upper()
