"""What is written about a request? That it was, never what it said."""

import re
import time
from collections.abc import Sequence
from typing import Final

import structlog

from resolvers.context import RequestContext
from server.answers import Failure
from server.decoding import Params

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


def write(
    ctx: RequestContext,
    params: Params,
    failures: Sequence[Failure],
    *,
    status: int,
    started: float,
) -> None:
    """One line; a name that is none is written as a dash."""
    name = params.operation_name or ""
    log.info(
        "graphql.request",
        request_id=ctx.facts.request_id,
        operation=name if _NAME.fullmatch(name) else "-",
        status=status,
        codes=sorted({failure.code for failure in failures}),
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        user_id=ctx.user_id,
        imitating_user_id=ctx.imitating_user_id,
    )
