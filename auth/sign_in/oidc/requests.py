"""Makes the request for a sign-in: state, nonce and PKCE (RFC 7636), bound to one browser.

The browser keeps a secret in a cookie. Nonce and verifier are made from it and from the state, so
that the database stores neither, and an answer is worth nothing in another browser.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from auth.sign_in import tokens
from auth.sign_in.oidc.provider import Provider
from auth.sign_in.tokens import TokenKind

LIFETIME: Final = timedelta(minutes=10)  # of a sign-in that was begun
ADMIN: Final = "/admin/"
_LONGEST: Final = 500  # characters of a path


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proves that an answer belongs to a request of this browser."""

    state: str = field(repr=False)
    browser: str = field(repr=False)

    @classmethod
    def new(cls) -> "Secrets":
        """Of a sign-in that begins."""
        return cls(tokens.new(TokenKind.OIDC_STATE).token, tokens.new(TokenKind.OIDC_BROWSER).token)

    @property
    def state_hash(self) -> bytes | None:
        """The key of the stored attempt; None for a text that no state can be."""
        return tokens.hash_of(TokenKind.OIDC_STATE, self.state)

    @property
    def browser_hash(self) -> bytes | None:
        """The hash of the cookie; None for a text that cannot be one."""
        return tokens.hash_of(TokenKind.OIDC_BROWSER, self.browser)

    @property
    def nonce(self) -> str:
        """What the ID token has to repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """PKCE's secret: 43 characters of base64url."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        text = f"oidc\0{purpose}\0{self.state}"
        return _base64url(hmac.new(self.browser.encode(), text.encode(), hashlib.sha256).digest())


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2: S256."""
    return _base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def parameters(
    provider: Provider, secrets: Secrets, *, redirect_uri: str, renews: bool
) -> Sequence[tuple[str, str]]:
    """The parameters of the authorization request; `renews` lets the provider ask again."""
    asked = [
        ("response_type", "code"),
        ("client_id", provider.client_id),
        ("redirect_uri", redirect_uri),
        ("scope", " ".join(provider.scopes)),
        ("state", secrets.state),
        ("nonce", secrets.nonce),
        ("code_challenge", challenge_of(secrets.verifier)),
        ("code_challenge_method", "S256"),
    ]
    if renews:
        # `prompt=login` as well: some providers take a `max_age` of 0 for none.
        asked += [("max_age", "0"), ("prompt", "login")]
        asked += [("acr_values", " ".join(provider.acr))] if provider.acr else []
    return asked


def url_with(endpoint: str, parameters: Sequence[tuple[str, str]]) -> str:
    """The endpoint, which may have a query of its own, with these parameters."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def path_within_admin(wanted: str | None) -> str:
    """The path of the admin to return to; its start for anything else (open redirects)."""
    is_path = wanted is not None and wanted.startswith(ADMIN) and len(wanted) <= _LONGEST
    if wanted is None or not is_path or not wanted.isascii() or not wanted.isprintable():
        return ADMIN
    path = wanted.partition("?")[0].lower().replace("%2e", ".")  # as browsers read it
    return ADMIN if "\\" in wanted or "/../" in f"{path}/" or " " in wanted else wanted


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
