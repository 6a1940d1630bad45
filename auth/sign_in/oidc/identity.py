"""What the claims of a provider say of a person: names, address, and the roles of their groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auth.sign_in.oidc.provider import Provider
from auth.sign_in.oidc.refusals import Cause, SignInRefused


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, known by issuer and subject alone; every other value can change or be reused.

    `email` is shown and proves nothing: whether it is verified there makes no difference.
    """

    issuer: str
    subject: str = field(repr=False)
    username: str
    email: str
    first_name: str
    last_name: str
    roles: frozenset[str]
    admin: bool


def identity_of(provider: Provider, subject: str, claims: Mapping[str, Any]) -> Identity:
    """The person of these claims; raises SignInRefused. Without groups there is no role."""
    username = _text(claims, provider.username_claim)
    groups = groups_in(claims, provider.groups_claim)
    first, last = _names(claims, username)
    return Identity(
        issuer=provider.issuer,
        subject=subject,
        username=username,
        email=_text(claims, "email"),
        first_name=first,
        last_name=last,
        roles=provider.roles_for(groups),
        admin=provider.makes_admin(groups),
    )


def groups_in(claims: Mapping[str, Any], name: str) -> Sequence[str]:
    """The groups: a list, or one text, which is one group. Anything else is none."""
    value = claims.get(name)
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        return []
    return [group for group in value if isinstance(group, str)]


def lacks(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether the provider has to be asked for more than the ID token holds."""
    return not {provider.username_claim, provider.groups_claim, "email"} <= claims.keys()


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SignInRefused(Cause.CLAIM_MISSING, name)
    return value


def _names(claims: Mapping[str, Any], username: str) -> tuple[str, str]:
    """First and last name; what is missing is taken from the whole name, or is the username."""
    whole = claims.get("name")
    words = whole.split() if isinstance(whole, str) else []
    first, last = claims.get("given_name"), claims.get("family_name")
    return (
        first if isinstance(first, str) and first.strip() else (words[:1] or [username])[0],
        last if isinstance(last, str) and last.strip() else " ".join(words[1:]) or username,
    )
