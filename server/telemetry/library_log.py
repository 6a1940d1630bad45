"""Writes the log messages of libraries as JSON lines, without values that a traceback quotes."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from server.faults import faults
from server.settings.values.log_format import LogFormat

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


def configuration(chosen: LogFormat) -> dict[str, Any]:
    """By it uvicorn configures the logging of each worker process."""
    form = "console_log.ConsoleLine" if chosen.is_for_people else "library_log.JsonLine"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"server.telemetry.{form}"}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://server.telemetry.output.OUTPUT",
            }
        },
        "root": {"handlers": ["stdout"], "level": "WARNING"},
    }
