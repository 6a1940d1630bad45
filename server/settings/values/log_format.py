"""The setting LOG_FORMAT."""

import sys
from enum import StrEnum


class LogFormat(StrEnum):
    """How log lines are written."""

    AUTO = "auto"  # for people on a terminal, for programs elsewhere
    JSON = "json"
    CONSOLE = "console"

    @property
    def is_for_people(self) -> bool:
        """Whether the lines of this process are read by people."""
        return self is LogFormat.CONSOLE or (self is LogFormat.AUTO and sys.stdout.isatty())
