"""What is written about a request? That it was, never what it said."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Final

import structlog

from resolvers.context import RequestContext
from server.answers import Failure
from server.execution import Prepared

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


@dataclass(slots=True)
class Entry:
    """One request with what is known of it so far."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: float = field(default_factory=time.perf_counter)
    prepared: Prepared | None = None
    ctx: RequestContext | None = None
    failures: list[Failure] = field(default_factory=list)


def write(entry: Entry, status: int) -> None:
    """One line; a name that is none, or too long, is written as a dash."""
    prepared, ctx = entry.prepared, entry.ctx
    name = prepared.name if prepared and prepared.name else ""
    log.info(
        "graphql.request",
        request_id=entry.id,
        type=prepared.operation.operation.value if prepared else "-",
        operation=name if _NAME.fullmatch(name) else "-",
        status=status,
        codes=sorted({failure.code for failure in entry.failures}),
        milliseconds=round((time.perf_counter() - entry.started) * 1000, 1),
        user_id=ctx.user_id if ctx else None,
        imitating_user_id=ctx.imitating_user_id if ctx else None,
    )
