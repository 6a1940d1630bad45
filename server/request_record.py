"""What is known of one request, or of one operation of a page, so far?"""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Final

from graphql import FieldNode
from starlette.types import Scope

from resolvers.request.context import RequestContext
from server.endpoint.execution import Prepared
from server.failures import Failure

KEY: Final = "imitate.entry"  # of the ASGI scope
NONE: Final = "-"
_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


@dataclass(slots=True, kw_only=True)
class Entry:
    """What log, metrics and traces are told once it is over."""

    route: str  # one of server/observer.py, never the path
    method: str | None = None  # None: an operation of a page, in the process
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    began: int = field(default_factory=time.time_ns)  # nanoseconds since 1970
    started: float = field(default_factory=time.perf_counter)
    status: int | None = None  # None: the client was gone before an answer
    refused: str | None = None  # the code of what never became GraphQL
    prepared: Prepared | None = None
    ctx: RequestContext | None = None
    failures: list[Failure] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return time.perf_counter() - self.started

    @property
    def type(self) -> str:
        """`query` or `mutation`; a dash where nothing was to be run."""
        return self.prepared.operation.operation.value if self.prepared else NONE

    @property
    def name(self) -> str:
        """What the client calls the operation; a dash where that is no name, or too long."""
        name = self.prepared.name if self.prepared else None
        return name if name and _NAME.fullmatch(name) else NONE

    @property
    def root_field(self) -> str:
        """The field of our schema that was asked for; never a word of the client's own."""
        if self.prepared is None or not self.prepared.document.valid:
            return NONE
        selections = self.prepared.operation.selection_set.selections
        if len(selections) == 1 and isinstance(selections[0], FieldNode):
            return selections[0].name.value
        return "several"

    @property
    def codes(self) -> list[str]:
        """Of every error, each once."""
        refused = [self.refused] if self.refused else []
        return sorted({*refused, *(failure.code for failure in self.failures)})


def entry_of(scope: Scope) -> Entry:
    """The entry of a request over HTTP, which server/observer.py began."""
    entry: Entry = scope[KEY]
    return entry
