"""Writes log lines for people, by structlog's console form."""

import logging
import sys
from collections.abc import Sequence
from typing import Any, Final

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from auth.texts.visible_text import for_terminals
from server.faults import faults

PLACE: Final = 24  # characters of an event's name


def processors() -> Sequence[Processor]:
    """What a line goes through after its level was added."""
    return [
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        _visible,
        structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), sort_keys=False, pad_event_to=PLACE
        ),
    ]


def _visible(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The line without characters that a terminal obeys."""
    return {
        key: for_terminals(value) if isinstance(value, str) else value
        for key, value in line.items()
    }


class ConsoleLine(logging.Formatter):
    """The messages of libraries in the same form, without values that a traceback quotes."""

    def format(self, record: logging.LogRecord) -> str:
        """The first line of the message, and the type and frames of an exception."""
        message = (record.getMessage().strip() or "-").splitlines()[0]
        line: Any = {"event": message, "level": record.levelname.lower(), "logger": record.name}
        fault = record.exc_info[1] if record.exc_info else None
        line.update(faults(fault) if fault else {})
        for process in processors():
            line = process(None, "", line)
        return str(line)
