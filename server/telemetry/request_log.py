"""Writes one JSON line for each request: facts about it, never its content."""

from typing import Final

import structlog

from server.request_record import RequestRecord

log = structlog.get_logger()

OPERATIONS: Final = frozenset({"graphql", "page"})  # routes that run operations


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
    facts = {
        "request_id": record.id,
        "route": record.route,
        "status": record.status,
        "codes": record.codes,
        "milliseconds": round(record.seconds * 1000, 1),
    }
    if record.route in OPERATIONS:
        log.info("graphql.request", **facts, **_of_operation(record))
    else:
        log.info("http.request", **facts)


def _of_operation(record: RequestRecord) -> dict[str, str | None]:
    return {
        "type": record.type,
        "operation": record.name,
        "user_id": record.ctx.user_id if record.ctx else None,
        "imitating_user_id": record.ctx.imitating_user_id if record.ctx else None,
    }
