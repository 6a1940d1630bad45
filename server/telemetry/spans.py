"""Sends a span for each request to an OpenTelemetry collector: names, codes and ids only."""

from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.util.types import AttributeValue

from auth.vocabulary import ErrorCode
from server.prepared import NONE
from server.request_record import RequestRecord

SERVICE: Final = "imitate"
SENT_WITHIN: Final = 2  # seconds with retries, so that the collector cannot delay a stop
SERVER_FAULTS: Final = frozenset(
    {ErrorCode.INTERNAL_SERVER_ERROR.value, ErrorCode.UNAVAILABLE.value}
)


class Traces:
    """The tracer of one application; a second application in the process has its own."""

    def __init__(self, processor: SpanProcessor) -> None:
        """`processor` receives the spans. The trace context that a request sends is ignored."""
        resource = Resource.create({SERVICE_NAME: SERVICE})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer(SERVICE)

    def note(self, record: RequestRecord) -> None:
        """Record the span of a request that is over."""
        over = record.began + int(record.seconds * 1e9)
        kind = SpanKind.SERVER if record.method else SpanKind.INTERNAL
        told = record.told
        name = record.route if told.type == NONE else f"{told.type} {told.root_field}"
        span = self._tracer.start_span(name, kind=kind, start_time=record.began)
        span.set_attributes(_attributes(record))
        if not SERVER_FAULTS.isdisjoint(record.codes):
            span.set_status(StatusCode.ERROR)
        span.end(end_time=over)

    def close(self) -> None:
        """Send the waiting spans; blocks until the collector has them or its time is over."""
        self._provider.shutdown()


def to_collector(url: str) -> Traces:
    """Sends spans to `url` by OTLP over HTTP, in batches from a thread of their own."""
    exporter = OTLPSpanExporter(endpoint=url, timeout=SENT_WITHIN)
    return Traces(BatchSpanProcessor(exporter))


def _attributes(record: RequestRecord) -> dict[str, AttributeValue]:
    """Named by OpenTelemetry's semantic conventions where those have a name."""
    ctx = record.ctx
    known = {
        "http.route": record.route,
        "http.response.status_code": record.status,
        "graphql.operation.type": record.told.type if record.prepared else None,
        "graphql.operation.name": record.told.name if record.prepared else None,
        "error.type": record.codes[0] if record.codes else None,
        "user.id": ctx.user_id if ctx else None,
        "imitate.imitating_user_id": ctx.imitating_user_id if ctx else None,
        "imitate.integration_id": ctx.integration.id if ctx and ctx.integration else None,
        "imitate.request_id": record.id,
    }
    return {name: value for name, value in known.items() if value is not None}
