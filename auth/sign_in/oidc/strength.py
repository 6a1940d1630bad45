"""Whether an ID token says that the person has shown a second factor."""

from collections.abc import Mapping
from typing import Any, Final

from auth.sign_in.oidc.provider import Provider

_MULTIPLE: Final = "mfa"
# RFC 8176, by what a person knows, has and is. A code or a key alone may be the only thing that was
# asked for, so that it takes two of these.
_KINDS: Final[tuple[frozenset[str], ...]] = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sc", "sms", "tel"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)


def has_class(claims: Mapping[str, Any], provider: Provider) -> bool:
    """Whether the sign-in has one of the classes that the settings name; without any, it has."""
    return not provider.acr or claims.get("acr") in provider.acr


def shows_factor(claims: Mapping[str, Any], provider: Provider) -> bool:
    """Whether the class says so; where the settings name none, the provider's policy or `amr`."""
    if provider.acr:
        return has_class(claims, provider)
    return provider.requires_factor or _is_multiple(claims.get("amr"))


def _is_multiple(methods: object) -> bool:
    """Whether the methods are several factors; anything but a list of texts is none."""
    if not isinstance(methods, list):
        return False
    named = {method for method in methods if isinstance(method, str)}
    return _MULTIPLE in named or sum(not named.isdisjoint(kind) for kind in _KINDS) > 1
