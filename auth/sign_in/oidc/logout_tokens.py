"""Checks a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from joserfc.jwk import Key

from auth.sign_in.oidc.ages import LOGOUT_TOKEN
from auth.sign_in.oidc.provider import Provider
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.signed_tokens import check_issued_for, check_times, name_in, verify

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Logout:
    """Who is signed out: a session of theirs, or all of an account."""

    issuer: str
    sid: str | None = field(repr=False)
    subject: str | None = field(repr=False)
    token_hash: bytes


def logout_of(token: str, *, provider: Provider, keys: Sequence[Key], now: datetime) -> Logout:
    """What the token asks for; raises SignInRefused."""
    claims, _ = verify(token, keys)
    check_issued_for(claims, issuer=provider.issuer, client_id=provider.client_id)
    check_times(claims, oldest=LOGOUT_TOKEN, now=now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_EVENT), dict):
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "events")
    if "nonce" in claims:  # an ID token, which must not pass for a logout token
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "nonce")
    name, sid, subject = (name_in(claims, claim) for claim in ("jti", "sid", "sub"))
    if name is None:
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "jti")
    if sid is None and subject is None:
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "sub")
    token_hash = hashlib.sha256(f"{provider.issuer}\0{name}".encode()).digest()
    return Logout(provider.issuer, sid, subject, token_hash)
