"""Who may sign in with a password or passkey of this server, where users sign in at a provider."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LocalPasswords(StrEnum):
    """Whose passwords are taken."""

    ALL = "all"
    EMERGENCY = "emergency"  # those of the accounts that are kept for emergencies


class Account(Protocol):
    """A user, as far as the rules go."""

    @property
    def username(self) -> str: ...
    @property
    def issuer(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """The setting, and the usernames of the accounts for emergencies, case folded."""

    taken: LocalPasswords = LocalPasswords.ALL
    emergency: frozenset[str] = frozenset()

    def is_emergency(self, username: str) -> bool:
        """Whether each sign-in with this name is told."""
        return username in self.emergency

    def allow_user(self, user: Account) -> bool:
        """Whether the user may sign in here and not at a provider.

        One who comes from a provider may not: it would outlive their account there.
        """
        if self.is_emergency(user.username):
            return True
        return self.taken is LocalPasswords.ALL and user.issuer is None
