"""What the settings say of a provider of OpenID Connect."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

SUPER_ADMIN: Final = "*"  # in place of a role's name


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider at which users of the admin sign in.

    `roles` are pairs of a group and the name of the role that it gives here.
    """

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    roles: tuple[tuple[str, str], ...] = ()
    create_users: bool = False
    acr: tuple[str, ...] = ()  # asked for where a sign-in has to be renewed, and checked
    requires_factor: bool = False  # it asks everybody for a second factor, by its own policy

    def roles_for(self, groups: Sequence[str]) -> frozenset[str]:
        """The names of the roles that these groups give."""
        found = {role for group, role in self.roles if group in groups}
        return frozenset(found - {SUPER_ADMIN})

    def makes_admin(self, groups: Sequence[str]) -> bool:
        """Whether one of these groups makes a super admin."""
        return any(role == SUPER_ADMIN and group in groups for group, role in self.roles)
