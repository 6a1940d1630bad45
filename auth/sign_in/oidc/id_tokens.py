"""Checks an ID token (OpenID Connect Core, 3.1.3.7)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from joserfc.jwk import Key

from auth.sign_in.oidc.ages import ID_TOKEN, SKEW
from auth.sign_in.oidc.provider import Provider
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.signed_tokens import (
    check_issued_for,
    check_times,
    moment,
    name_in,
    verify,
)
from auth.sign_in.oidc.strength import has_class, shows_factor

_NEVER: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a verified ID token says of the sign-in itself."""

    issuer: str
    subject: str = field(repr=False)
    sid: str | None = field(repr=False)
    authenticated_at: datetime  # long ago where the provider does not tell, or not strongly enough
    has_factor: bool  # the person has shown a second one there
    claims: Mapping[str, Any] = field(repr=False)


def proof_of(
    token: str,
    *,
    provider: Provider,
    keys: Sequence[Key],
    nonce: str | None,
    access_token: str | None,
    now: datetime,
) -> Proof:
    """What the token proves; raises SignInRefused. Without a `nonce` none was sent."""
    claims, algorithm = verify(token, keys)
    check_issued_for(claims, issuer=provider.issuer, client_id=provider.client_id)
    check_times(claims, oldest=ID_TOKEN, now=now)
    sent = claims.get("nonce")
    if nonce is not None and not (
        isinstance(sent, str) and hmac.compare_digest(sent.encode(), nonce.encode())
    ):
        raise SignInRefused(Cause.NONCE_WRONG)
    if "at_hash" in claims and claims["at_hash"] != _at_hash(access_token or "", algorithm):
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "at_hash")
    return Proof(
        issuer=provider.issuer,
        subject=name_in(claims, "sub") or _missing("sub"),
        sid=name_in(claims, "sid"),
        authenticated_at=_authenticated_at(claims, provider),
        has_factor=shows_factor(claims, provider),
        claims=claims,
    )


def check_renewed(proof: Proof, *, provider: Provider, since: datetime) -> None:
    """Raise SignInRefused unless the provider has asked again since then, strongly enough."""
    if not has_class(proof.claims, provider):
        raise SignInRefused(Cause.NOT_RENEWED, "acr")
    if proof.authenticated_at < since - SKEW:
        raise SignInRefused(Cause.NOT_RENEWED, "auth_time")


def _authenticated_at(claims: Mapping[str, Any], provider: Provider) -> datetime:
    """Else an ordinary sign-in would stand for a renewed one, without its class."""
    asked_at = moment(claims, "auth_time") if has_class(claims, provider) else None
    return asked_at or _NEVER


def _missing(name: str) -> str:
    raise SignInRefused(Cause.ID_TOKEN_INVALID, name)


def _at_hash(access_token: str, algorithm: str) -> str:
    """Core, 3.1.3.6: the left half of the hash that belongs to the algorithm."""
    bits = algorithm[-3:] if algorithm[-3:].isdigit() else "512"  # Ed25519 hashes by SHA-512
    digest = hashlib.new(f"sha{bits}", access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
