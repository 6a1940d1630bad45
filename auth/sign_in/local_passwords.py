"""Who may sign in with a password of this server, where users sign in at a provider."""

from dataclasses import dataclass
from enum import StrEnum


class LocalPasswords(StrEnum):
    """Whose passwords are taken."""

    ALL = "all"
    EMERGENCY = "emergency"  # those of the accounts that are kept for emergencies


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """The setting, and the usernames of the accounts for emergencies, case folded."""

    taken: LocalPasswords = LocalPasswords.ALL
    emergency: frozenset[str] = frozenset()

    def is_emergency(self, username: str) -> bool:
        """Whether each sign-in with this name is told."""
        return username in self.emergency

    def allow(self, username: str, *, from_provider: bool) -> bool:
        """Whether the user may sign in with a password.

        One who comes from a provider has none: it would outlive their account there.
        """
        if self.is_emergency(username):
            return True
        return self.taken is LocalPasswords.ALL and not from_provider
