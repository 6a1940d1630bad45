"""What a provider publishes about itself (OpenID Connect Discovery 1.0, RFC 8414)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from auth.sign_in.oidc.refusals import Cause, SignInRefused

PATH: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The endpoints, and what the provider promises to do."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None
    names_itself: bool  # in each response, RFC 9207
    takes_secret_in_body: bool  # and not in a header


def url_of(issuer: str) -> str:
    """Discovery, 4: where a provider publishes its metadata."""
    return issuer.rstrip("/") + PATH


def metadata_of(published: Mapping[str, Any], *, issuer: str) -> Metadata:
    """Raises SignInRefused: for another issuer, and for an endpoint that TLS does not protect."""
    if published.get("issuer") != issuer:
        raise SignInRefused(Cause.WRONG_ISSUER, "issuer")
    methods = published.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(methods, list):
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, "token_endpoint_auth_methods_supported")
    return Metadata(
        authorization=_needed(published, "authorization_endpoint", issuer),
        token=_needed(published, "token_endpoint", issuer),
        keys=_needed(published, "jwks_uri", issuer),
        userinfo=_endpoint(published, "userinfo_endpoint", issuer),
        end_session=_endpoint(published, "end_session_endpoint", issuer),
        names_itself=published.get("authorization_response_iss_parameter_supported") is True,
        takes_secret_in_body="client_secret_basic" not in methods,
    )


def _needed(published: Mapping[str, Any], name: str, issuer: str) -> str:
    found = _endpoint(published, name, issuer)
    if found is None:
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, name)
    return found


def _endpoint(published: Mapping[str, Any], name: str, issuer: str) -> str | None:
    """An endpoint may have another host than its issuer, and http only where that has it."""
    url = published.get(name)
    if url is None:
        return None
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, name)
    try:
        parts = urlsplit(url)
    except ValueError:  # of brackets
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, name) from None
    allowed = {"https", urlsplit(issuer).scheme}
    if parts.scheme not in allowed or not parts.hostname or parts.fragment:
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, name)
    return url
