"""Collects what the log, the metrics and the traces say about one request."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Final

from graphql import FieldNode
from starlette.types import Scope

from resolvers.request.context import RequestContext
from server.failures import Failure
from server.prepared import Prepared

KEY: Final = "imitate.request_record"  # of the ASGI scope
NONE: Final = "-"
_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """The facts about one HTTP request, or about one operation that a storefront page runs."""

    route: str  # one of server/telemetry/observer.py, never the path
    method: str | None = None  # None: an operation of a page, without HTTP
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
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
    def type(self) -> str:
        """`query` or `mutation`; a dash where no operation was read."""
        return self.prepared.operation.operation.value if self.prepared else NONE

    @property
    def name(self) -> str:
        """The client's name for the operation; a dash where it is no name, or too long."""
        name = self.prepared.name if self.prepared else None
        return name if name and _NAME.fullmatch(name) else NONE

    @property
    def root_field(self) -> str:
        """The root field of the schema that was asked for; never text that a client made up."""
        if self.prepared is None or not self.prepared.document.valid:
            return NONE
        selections = self.prepared.operation.selection_set.selections
        if len(selections) == 1 and isinstance(selections[0], FieldNode):
            return selections[0].name.value
        return "several"

    @property
    def codes(self) -> list[str]:
        """The error codes of the answer, sorted, each once."""
        refused = [self.refused] if self.refused else []
        return sorted({*refused, *(failure.code for failure in self.failures)})


def record_of(scope: Scope) -> RequestRecord:
    """The record of an HTTP request, which server/telemetry/observer.py began."""
    record: RequestRecord = scope[KEY]
    return record
