"""Verifies what a provider has signed: by its keys alone, by an algorithm of a fixed list.

joserfc is used as for our own JWTs: it keeps keys to their types, refuses unknown critical headers,
and checks the types of claims.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from auth.sign_in.oidc.ages import SKEW
from auth.sign_in.oidc.refusals import Cause, SignInRefused

# No `none`, and nothing symmetric: a public key, or the client's secret, would sign.
ALGORITHMS: Final[Mapping[str, type[Any]]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), RSAKey),
    **dict.fromkeys(("ES256", "ES384", "ES512"), ECKey),
    **dict.fromkeys(("EdDSA", "Ed25519"), OKPKey),
}
_LONGEST: Final = 16_384  # bytes
_LONGEST_NAME: Final = 255  # characters (Core, 2)
_MOST_KEYS: Final = 50


class Verified(NamedTuple):
    """The claims of a token and the algorithm that has signed it."""

    claims: Mapping[str, Any]
    algorithm: str


def keys_of(published: object) -> Sequence[Key]:
    """The asymmetric keys for signatures of a JWK set; those of other kinds are left out.

    Raises SignInRefused.
    """
    listed = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, "keys")
    kinds = {"RSA", "EC", "OKP"}
    used = [
        key
        for key in listed
        if isinstance(key, dict) and key.get("kty") in kinds and key.get("use", "sig") == "sig"
    ]
    found: list[Key] = []
    for key in used:
        try:
            found += KeySet.import_key_set({"keys": [key]}).keys
        except (JoseError, ValueError, TypeError, KeyError):
            continue  # a curve that nobody here knows is no reason to refuse the other keys
    return found


def verify(token: str, keys: Sequence[Key]) -> Verified:
    """The claims of a token that one of the keys has signed; raises SignInRefused."""
    if len(token) > _LONGEST or not token.isascii():
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "form")
    try:
        header = jws.extract_compact(token.encode()).protected
        algorithm, kid = header.get("alg"), header.get("kid")
        kind = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
        if kind is None or not isinstance(algorithm, str):
            raise SignInRefused(Cause.ID_TOKEN_INVALID, "alg")
        key = _key_of(keys, kind, algorithm, kid)
        return Verified(jwt.decode(token, key, algorithms=[algorithm]).claims, algorithm)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "signature") from None


def _key_of(keys: Sequence[Key], kind: type[Any], algorithm: str, kid: object) -> Any:  # noqa: ANN401 - a key of any kind
    """The key that the header names; without a name, the only one that fits."""
    fitting = [
        key
        for key in keys
        if isinstance(key, kind)
        and (kid is None or key.kid == kid)
        and (key.get("alg") in {None, algorithm})
    ]
    if len(fitting) != 1:
        raise SignInRefused(Cause.KEY_UNKNOWN)
    return fitting[0]


def check_issued_for(claims: Mapping[str, Any], *, issuer: str, client_id: str) -> None:
    """Raise SignInRefused unless this issuer has made the token for this client alone.

    OpenID Connect Core, 3.1.3.7: with several audiences `azp` names the one that asked.
    """
    if claims.get("iss") != issuer:
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "iss")
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    authorized = claims.get("azp")
    if client_id not in listed or (authorized is None and len(listed) > 1):
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "aud")
    if authorized not in (None, client_id):  # of any type, also one that no set can hold
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "azp")


def check_times(claims: Mapping[str, Any], *, oldest: timedelta, now: datetime) -> None:
    """Raise SignInRefused for a token that is over, too old, or of the future."""
    expires_at, issued_at = moment(claims, "exp"), moment(claims, "iat")
    if expires_at is None or expires_at + SKEW <= now:
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "exp")
    if issued_at is None or not now - oldest - SKEW <= issued_at <= now + SKEW:
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "iat")
    begins = moment(claims, "nbf")
    if "nbf" in claims and (begins is None or begins > now + SKEW):
        raise SignInRefused(Cause.ID_TOKEN_INVALID, "nbf")


def name_in(claims: Mapping[str, Any], name: str) -> str | None:
    """A subject, or the name of a session or token; None where it is missing.

    Raises SignInRefused for what can be none, such as characters that no database stores.
    """
    value = claims.get(name)
    if value is None:
        return None
    is_short = isinstance(value, str) and 1 <= len(value) <= _LONGEST_NAME
    if not is_short or not value.isprintable():
        raise SignInRefused(Cause.ID_TOKEN_INVALID, name)
    return str(value)


def moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    """The time of a claim; None where it is missing or no time."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
