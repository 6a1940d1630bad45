"""What do the libraries write? One JSON line each, without the values that a trace would quote."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from server.failures import faults

LONGEST: Final = 200  # characters of a message; what follows its first line is a dump


class JsonLine(logging.Formatter):
    """The lines of uvicorn, asyncio and others, in the shape of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Who said what, and the type and frames of a fault."""
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


# For uvicorn, which configures each of its processes by it.
CONFIGURATION: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "server.telemetry.process_log.JsonLine"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": "ext://sys.stdout",
        }
    },
    "root": {"handlers": ["stdout"], "level": "WARNING"},
}
