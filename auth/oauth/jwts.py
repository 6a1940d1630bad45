"""Makes and verifies the JWTs that tell other services who is in a customer session (RFC 9068).

joserfc takes 3 MB, so the first JWT loads it; few servers make any.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from auth.oauth.presence import Presence
from auth.oauth.refusals import InvalidGrant

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM: Final = "ES256"  # which every library for JWTs verifies
TYPE: Final = "at+jwt"  # RFC 9068, 2.1: no ID token passes for one
LONGEST: Final = timedelta(minutes=2)  # for which a JWT is believed without asking again
_BYTES: Final = 4096  # of a token; what is longer is none of these
_SHORTEST: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Jwt:
    """A signed token and how long it is believed."""

    token: str
    expires_in: timedelta


@dataclass(frozen=True, slots=True)
class JwtRules:
    """Who makes tokens for whom."""

    issuer: str
    audiences: frozenset[str]
    lifetime: timedelta


def make(
    presence: Presence,
    *,
    audience: str,
    client_id: str,
    rules: JwtRules,
    key: "ECKey",
    now: datetime,
) -> Jwt:
    """A token for one audience, which never outlives the session; raises InvalidGrant."""
    from joserfc import jwt  # noqa: PLC0415 - see above

    begins = now.replace(microsecond=0)
    ends = min(begins + rules.lifetime, presence.ends_at.replace(microsecond=0))
    if ends - now < _SHORTEST:
        raise InvalidGrant
    claims = {
        "iss": rules.issuer,
        "aud": audience,
        "client_id": client_id,
        "iat": int(begins.timestamp()),
        "exp": int(ends.timestamp()),
        "jti": secrets.token_urlsafe(16),
        **presence.claims(),
    }
    return Jwt(jwt.encode(_header(key), claims, key, algorithms=[ALGORITHM]), ends - begins)


def claims_of(
    token: str, *, rules: JwtRules, keys: "Sequence[ECKey]", now: datetime
) -> Mapping[str, Any] | None:
    """The claims of a token that these keys signed and that is not over; else None."""
    if len(token) > _BYTES or not token.isascii():
        return None
    from joserfc import jwt  # noqa: PLC0415 - see above
    from joserfc.errors import JoseError  # noqa: PLC0415 - see above

    key = _signer(token, keys)
    if key is None:
        return None
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):  # ValueError: it is no Base64
        return None
    return claims if claims["iss"] == rules.issuer and now.timestamp() < claims["exp"] else None


def _header(key: "ECKey") -> dict[str, Any]:
    return {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}


def _signer(token: str, keys: "Sequence[ECKey]") -> "ECKey | None":
    """The key whose header it has; no library reads any other header, which nobody has signed."""
    from joserfc.util import urlsafe_b64decode  # noqa: PLC0415 - see above

    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, RecursionError):
        return None
    return next((key for key in keys if header == _header(key)), None)
