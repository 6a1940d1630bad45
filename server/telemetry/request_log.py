"""What is written about a request? That it was, never what it said."""

from typing import Final

import structlog

from server.request_record import Entry

log = structlog.get_logger()

OPERATIONS: Final = frozenset({"graphql", "page"})  # routes that run operations


def configure() -> None:
    """JSON lines on standard output, one an event."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ]
    )


def write(entry: Entry) -> None:
    """One line."""
    facts = {
        "request_id": entry.id,
        "route": entry.route,
        "status": entry.status,
        "codes": entry.codes,
        "milliseconds": round(entry.seconds * 1000, 1),
    }
    if entry.route in OPERATIONS:
        log.info("graphql.request", **facts, **_operation(entry))
    else:
        log.info("http.request", **facts)


def _operation(entry: Entry) -> dict[str, str | None]:
    return {
        "type": entry.type,
        "operation": entry.name,
        "user_id": entry.ctx.user_id if entry.ctx else None,
        "imitating_user_id": entry.ctx.imitating_user_id if entry.ctx else None,
    }
