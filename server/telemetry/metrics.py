"""The metrics of this process. No label comes from a client, so their number is bounded."""

from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from auth.vocabulary import ErrorCode
from server.request_record import NONE, RequestRecord

Metric = TypeVar("Metric", Counter, Histogram)

METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)  # seconds


class Metrics:
    """The counters of one application; a second application in the process has its own."""

    def __init__(self) -> None:
        """All counters begin at zero."""
        self.registry = registry = CollectorRegistry()
        self._known: dict[tuple[object, tuple[str, ...]], Any] = {}
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "imitate_http_requests",
            "Requests answered by this process; status is a dash where the client disconnected.",
            ["route", "method", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "imitate_http_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ["route"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._operations = Counter(
            "imitate_graphql_operations",
            "Operations by their root field and the code of their first error, or OK.",
            ["type", "field", "code"],
            registry=registry,
        )
        self._operation_seconds = Histogram(
            "imitate_graphql_operation_seconds",
            "Time of an operation, those of the storefront's pages included.",
            ["type"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._rate_limited = Counter(
            "imitate_rate_limit_hits",
            "Operations that a rate refused.",
            ["field"],
            registry=registry,
        )

    def note(self, record: RequestRecord) -> None:
        """Count a request that is over."""
        if record.method is not None:
            method = record.method if record.method in METHODS else "other"
            status = str(record.status or NONE)
            self._labelled(self._requests, record.route, method, status).inc()
            self._labelled(self._request_seconds, record.route).observe(record.seconds)
        if record.prepared is not None or (record.route == "graphql" and record.codes):
            self._note_operation(record)

    def _labelled(self, metric: Metric, *labels: str) -> Metric:
        """The counter with these labels; the library takes a lock each time it looks one up."""
        found: Metric | None = self._known.get((metric, labels))
        if found is None:
            found = self._known[metric, labels] = metric.labels(*labels)
        return found

    def _note_operation(self, record: RequestRecord) -> None:
        codes = [failure.code for failure in record.failures] or record.codes or ["OK"]
        self._labelled(self._operations, record.type, record.root_field, codes[0]).inc()
        self._labelled(self._operation_seconds, record.type).observe(record.seconds)
        if ErrorCode.FRAMEWORK__RATE_LIMIT_EXCEEDED in codes:
            self._rate_limited.labels(record.root_field).inc()
