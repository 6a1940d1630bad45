"""Who is told of a request? The log, the metrics and the traces, once it is over."""

from typing import TYPE_CHECKING, Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auth.errors import ErrorCode
from server.failures import MASKED, faults
from server.request_record import KEY, RequestRecord
from server.responses import refuse
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
    "/health": "health",
    "/metrics": "metrics",
    static_files.PATH: "static",
}
SHOP: Final = "shop"  # everything else
# Counted, but neither logged nor traced, unless they are refused.
QUIET: Final = frozenset({"health", "metrics", "static"})


class Observer:
    """Tells all of them the same."""

    def __init__(self, metrics: Metrics, traces: "Traces | None" = None) -> None:
        """Without `traces` nobody is asked to keep any."""
        self.metrics = metrics
        self.traces = traces

    def tell(self, record: RequestRecord) -> None:
        """What has become of it."""
        self.metrics.note(record)
        if record.route in QUIET and not record.refused:
            return
        request_log.write(record)
        if self.traces is not None:
            self.traces.note(record)


class Observed:
    """Begins the record of each request, and tells of it whatever happens."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        """Everything that answers is inside."""
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A fault that nobody has answered ends here: the server's own log would quote it."""
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
        except Exception as fault:  # noqa: BLE001 - whatever it is, its text stays here
            log.error("request.failed", request_id=record.id, **faults(fault))  # noqa: TRY400 - as above
            if record.status is None:
                code = ErrorCode.INTERNAL_SERVER_ERROR
                await refuse(500, MASKED, code=code)(scope, receive, send_and_note)
        finally:
            self._observer.tell(record)


def route_of(path: str) -> str:
    """A word of ours for the path: paths are the client's, and there is no end of them."""
    found = (route for start, route in ROUTES.items() if f"{path}/".startswith(f"{start}/"))
    return next(found, SHOP)
