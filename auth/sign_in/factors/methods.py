"""The ways in which a user can show who they are, and who has to have a second factor."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple

from auth.privileges import SUPER_ADMIN


class Method(StrEnum):
    """What a sign-in asks for. The password goes together with one of the codes, if there are."""

    PASSWORD = "PASSWORD"  # noqa: S105 - the name of a method
    TOTP = "TOTP"
    RECOVERY_CODE = "RECOVERY_CODE"
    PASSKEY = "PASSKEY"
    PROVIDER = "PROVIDER"  # of OpenID Connect; of a sign-in: where a second factor was shown


class Factors(NamedTuple):
    """The second factors that a user has."""

    totp: bool = False
    passkey: bool = False
    recovery_code: bool = False  # one that was not used; it is no factor of its own
    at_provider: bool = False  # where the user signs in, and shows factors of theirs there

    @property
    def exist(self) -> bool:
        """Whether a password alone signs the user in no more."""
        return self.totp or self.passkey

    @property
    def second(self) -> tuple[Method, ...]:
        """What can be sent besides the password, or in place of it."""
        has = {Method.TOTP: self.totp, Method.RECOVERY_CODE: self.recovery_code}
        has[Method.PASSKEY] = self.passkey
        return tuple(method for method, there in has.items() if there) if self.exist else ()

    @property
    def all(self) -> tuple[Method, ...]:
        """Everything with which the user signs in."""
        return (Method.PROVIDER,) if self.at_provider else (Method.PASSWORD, *self.second)


def names_of(*, admin: bool, roles: AbstractSet[str]) -> AbstractSet[str]:
    """The names under which settings speak of a user: their roles, and the rank of super admin."""
    return roles | {SUPER_ADMIN} if admin else roles


def is_due(
    factors: Factors, *, admin: bool, roles: AbstractSet[str], required: AbstractSet[str]
) -> bool:
    """Whether a role of the user requires a factor and they have none.

    Those of users who sign in at a provider are the provider's affair.
    """
    has = factors.exist or factors.at_provider
    return not has and not required.isdisjoint(names_of(admin=admin, roles=roles))
