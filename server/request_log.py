"""What is written about a request? That it was, never what it said."""

import re
import time
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from server.graphql_view import Exchange

log = structlog.get_logger()

_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


def configure() -> None:
    """JSON lines on standard output, one an event."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ]
    )


def write(exchange: "Exchange", status: int) -> None:
    """One line; a name that is none, or too long, is written as a dash."""
    prepared, ctx = exchange.prepared, exchange.ctx
    name = prepared.name if prepared and prepared.name else ""
    log.info(
        "graphql.request",
        request_id=exchange.id,
        type=prepared.operation.operation.value if prepared else "-",
        operation=name if _NAME.fullmatch(name) else "-",
        status=status,
        codes=sorted({failure.code for failure in exchange.failures}),
        milliseconds=round((time.perf_counter() - exchange.started) * 1000, 1),
        user_id=ctx.user_id if ctx else None,
        imitating_user_id=ctx.imitating_user_id if ctx else None,
    )
