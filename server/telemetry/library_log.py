"""Writes the log messages of libraries as JSON lines, without values that a traceback quotes."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from server.faults import faults

LONGEST: Final = 200  # characters of a message; the lines after its first are a dump


class JsonLine(logging.Formatter):
    """The messages of uvicorn, asyncio and others in the form of request_log.py."""

    def format(self, record: logging.LogRecord) -> str:
        """The logger, the first line of the message, and the type and frames of an exception."""
        line = (record.getMessage().strip() or "-").splitlines()[0][:LONGEST]
        fault = record.exc_info[1] if record.exc_info else None
        return json.dumps(
            {
                "logger": record.name,
                "message": line,
                "event": "process.log",
                "level": record.levelname.lower(),
                "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
                **(faults(fault) if fault else {}),
            }
        )


# uvicorn configures the logging of each worker process by it.
CONFIGURATION: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "server.telemetry.library_log.JsonLine"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": "ext://sys.stdout",
        }
    },
    "root": {"handlers": ["stdout"], "level": "WARNING"},
}
