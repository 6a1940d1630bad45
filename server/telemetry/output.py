"""Standard output for log lines: one that cannot be written fails no request."""

import sys
import time
from typing import Final

import structlog

log = structlog.get_logger()


class Output:
    """The stream of all log lines. On a full disk, or without a reader, lines are left out."""

    def __init__(self) -> None:
        self._fails_since: float | None = None  # by the monotonic clock

    def write(self, text: str) -> None:
        """Write at once. The first line that succeeds again is followed by one about the gap."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:
            self._fails_since = self._fails_since or time.monotonic()
            return
        if self._fails_since is not None:
            seconds = round(time.monotonic() - self._fails_since, 1)
            self._fails_since = None
            log.error("log.incomplete", seconds=seconds)

    def flush(self) -> None:
        """Nothing is held back."""

    def line(self, text: str) -> None:
        """Write a line, as structlog asks for it by the name of a level."""
        self.write(f"{text}\n")

    debug = info = warning = error = critical = line


OUTPUT: Final = Output()
