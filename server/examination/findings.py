"""The result of one check of the doctor."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from auth.vocabulary import CheckKind, Verdict
from server.settings.checks import Check
from server.settings.settings import Settings

__all__ = ["Finding", "Verdict", "unsafe"]


def unsafe(settings: Settings) -> Verdict:
    """The verdict of what is unsafe in production but may be intended in development."""
    return Verdict.FAILED if settings.is_production else Verdict.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it. The text never holds a secret."""

    check: Check
    verdict: Verdict
    text: str

    @property
    def kind(self) -> CheckKind:
        """What the check judges."""
        return self.check.kind

    @property
    def stops_production(self) -> bool:
        """Whether production does not start with it."""
        return self.verdict is Verdict.FAILED and self.kind is CheckKind.CONFIGURATION

    def unless_waived(self, waived: Collection[Check]) -> "Finding":
        """The same finding; a failure of a check in `waived` is no failure.

        No process starts without the plug-ins that it was told to ask, waived or not.
        """
        waivable = self.check in waived and self.check is not Check.PLUGINS
        if self.verdict is Verdict.FAILED and waivable:
            return replace(self, verdict=Verdict.WAIVED)
        return self
