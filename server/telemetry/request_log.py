"""Writes one JSON line for each request: facts about it, never its content."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog

from server.request_record import RequestRecord
from server.settings.values.log_format import LogFormat
from server.telemetry import console_log
from server.telemetry.output import OUTPUT

log = structlog.get_logger()

AS_STRUCTLOG: Final = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
OPERATIONS: Final = frozenset({"graphql", "page", "shopware"})  # routes that run operations


def configure(chosen: LogFormat = LogFormat.AUTO) -> None:
    """Log events on standard output, as JSON lines or for people."""
    as_json = (
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    )
    further = console_log.processors() if chosen.is_for_people else as_json
    structlog.configure(
        processors=[structlog.processors.add_log_level, *further],
        logger_factory=lambda *_names: OUTPUT,
    )


def write(record: RequestRecord, *, for_people: bool = False) -> None:
    """Write the line at once, without structlog's chain: one is written for every request."""
    line = _of_operation(record) if record.route in OPERATIONS else _of_other(record)
    line["level"] = "info"
    line["timestamp"] = datetime.now(UTC)
    if record.ctx is not None and record.ctx.integration is not None:
        line["integration_id"] = record.ctx.integration.id
    if for_people:
        log.info(line.pop("event"), **_shown(line))
        return
    OUTPUT.write(orjson.dumps(line, option=AS_STRUCTLOG).decode())


def _shown(line: Mapping[str, Any]) -> dict[str, Any]:
    """What has a value; level and time are added."""
    left_out = {"level", "timestamp", "request_id"}
    return {
        key: value for key, value in line.items() if value not in (None, []) and key not in left_out
    }


def _of_operation(record: RequestRecord) -> dict[str, Any]:
    told, ctx = record.told, record.ctx
    return {
        "request_id": record.id,
        "route": record.route,
        "status": record.status,
        "codes": record.codes,
        "milliseconds": round(record.seconds * 1000, 1),
        "type": told.type,
        "operation": told.name,
        "user_id": ctx.user_id if ctx else None,
        "imitating_user_id": ctx.imitating_user_id if ctx else None,
        "event": "graphql.request",
    }


def _of_other(record: RequestRecord) -> dict[str, Any]:
    return {
        "request_id": record.id,
        "route": record.route,
        "status": record.status,
        "codes": record.codes,
        "milliseconds": round(record.seconds * 1000, 1),
        "event": "http.request",
    }
