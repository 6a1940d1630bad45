"""Collects what the log, the metrics and the traces say about one request."""

import os
import time
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Scope

from resolvers.request.context import RequestContext
from server.failures import Failure
from server.prepared import NOTHING, Prepared, Told

KEY: Final = "imitate.request_record"  # of the ASGI scope


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """The facts about one HTTP request, or about one operation that a storefront page runs."""

    route: str  # one of server/telemetry/observer.py, never the path
    method: str | None = None  # None: an operation of a page, without HTTP
    id: str = field(default_factory=lambda: os.urandom(16).hex())
    began: int = field(default_factory=time.time_ns)  # nanoseconds since 1970
    started: float = field(default_factory=time.perf_counter)
    status: int | None = None  # None: the client disconnected before the answer
    refused: str | None = None  # the error code of a request that never became GraphQL
    prepared: Prepared | None = None
    ctx: RequestContext | None = None
    failures: list[Failure] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The time since the request began."""
        return time.perf_counter() - self.started

    @property
    def told(self) -> Told:
        """What is said of the operation."""
        return self.prepared.told if self.prepared else NOTHING

    @property
    def codes(self) -> list[str]:
        """The error codes of the answer, sorted, each once."""
        if not self.failures and not self.refused:
            return []
        refused = [self.refused] if self.refused else []
        return sorted({*refused, *(failure.code for failure in self.failures)})


def record_of(scope: Scope) -> RequestRecord:
    """The record of an HTTP request, which server/telemetry/observer.py began."""
    record: RequestRecord = scope[KEY]
    return record
