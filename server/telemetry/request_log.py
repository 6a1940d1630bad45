"""Writes one JSON line for each request: facts about it, never its content."""

import sys
from datetime import UTC, datetime
from typing import Final

import orjson
import structlog

from server.request_record import RequestRecord

AS_STRUCTLOG: Final = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
OPERATIONS: Final = frozenset({"graphql", "page", "shopware"})  # routes that run operations


def configure() -> None:
    """Log events as JSON lines on standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ]
    )


def write(record: RequestRecord) -> None:
    """Write the line at once, without structlog's chain: one is written for every request."""
    is_operation = record.route in OPERATIONS
    line = {
        "request_id": record.id,
        "route": record.route,
        "status": record.status,
        "codes": record.codes,
        "milliseconds": round(record.seconds * 1000, 1),
        **(_of_operation(record) if is_operation else {}),
        "event": "graphql.request" if is_operation else "http.request",
        "level": "info",
        "timestamp": datetime.now(UTC),
    }
    if record.ctx is not None and record.ctx.integration is not None:
        line["integration_id"] = record.ctx.integration.id
    sys.stdout.write(orjson.dumps(line, option=AS_STRUCTLOG).decode())
    sys.stdout.flush()


def _of_operation(record: RequestRecord) -> dict[str, str | None]:
    told, ctx = record.told, record.ctx
    return {
        "type": told.type,
        "operation": told.name,
        "user_id": ctx.user_id if ctx else None,
        "imitating_user_id": ctx.imitating_user_id if ctx else None,
    }
