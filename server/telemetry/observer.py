"""Reports each finished request to the log, the metrics and the traces."""

from typing import TYPE_CHECKING, Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.faults import faults
from server.request_record import KEY, RequestRecord
from server.responses import failed
from server.telemetry import request_log
from server.telemetry.metrics import Metrics
from storefront import static_files

if TYPE_CHECKING:
    from server.telemetry.spans import Traces

log = structlog.get_logger()

ROUTES: Final = {
    "/graphql": "graphql",
    "/admin/assets": "static",
    "/admin": "admin",
    "/audit": "audit",
    "/auth": "auth",
    "/oauth": "oauth",
    "/.well-known": "oauth",
    "/api": "shopware",
    "/store-api": "shopware",
    "/openapi.json": "openapi",
    "/health": "health",
    "/metrics": "metrics",
    static_files.PATH: "static",
    static_files.ICON: "static",
}
SHOP: Final = "shop"  # every other path
# Counted; logged and traced only where they are refused.
QUIET: Final = frozenset({"health", "metrics", "static"})


class Observer:
    """Gives the request record to each of them."""

    def __init__(
        self, metrics: Metrics, traces: "Traces | None" = None, *, for_people: bool = False
    ) -> None:
        """`traces` is None where no collector is set; `for_people` is the form of log lines."""
        self.metrics = metrics
        self.traces = traces
        self._for_people = for_people

    def tell(self, record: RequestRecord) -> None:
        """Report a request that is over."""
        self.metrics.note(record)
        if record.route in QUIET and not record.refused:
            return
        request_log.write(record, for_people=self._for_people)
        if self.traces is not None:
            self.traces.note(record)


class Observed:
    """Begins the record of each request, and reports it even where the request fails."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer exceptions that nothing else did: uvicorn's log would quote their text."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[KEY] = record = RequestRecord(route=route_of(scope["path"]), method=scope["method"])

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as fault:  # noqa: BLE001 - the text of any exception may quote values
            log.error("request.failed", request_id=record.id, **faults(fault))  # noqa: TRY400 - as above
            if record.status is None:
                await failed(fault)(scope, receive, send_and_note)
        finally:
            self._observer.tell(record)


def route_of(path: str) -> str:
    """The route of a path, out of a fixed set: a client can make up any number of paths."""
    if path in ROUTES:
        return ROUTES[path]
    found = (route for start, route in ROUTES.items() if f"{path}/".startswith(f"{start}/"))
    return next(found, SHOP)
