"""The metrics of this process. No label comes from a client, so their number is bounded."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from auth.vocabulary import ErrorCode
from server.prepared import NONE
from server.request_record import RequestRecord
from server.telemetry.tallies import Durations, Tally

METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_RATE_LIMITED: Final = ErrorCode.FRAMEWORK__RATE_LIMIT_EXCEEDED.value


class Metrics(Collector):
    """The counters of one application; a second application in the process has its own."""

    def __init__(self) -> None:
        """All counters begin at zero."""
        self._requests = Tally(
            "imitate_http_requests",
            "Requests answered by this process; status is a dash where the client disconnected.",
            ["route", "method", "status"],
        )
        self._request_seconds = Durations(
            "imitate_http_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ["route"],
        )
        self._operations = Tally(
            "imitate_graphql_operations",
            "Operations by their root field and the code of their first error, or OK.",
            ["type", "field", "code"],
        )
        self._operation_seconds = Durations(
            "imitate_graphql_operation_seconds",
            "Time of an operation, those of the storefront's pages included.",
            ["type"],
        )
        self._rate_limited = Tally(
            "imitate_rate_limit_hits", "Operations that a rate refused.", ["field"]
        )
        self.audit_sealing_held_off = 0.0  # seconds
        self.audit_events_lost = 0
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """What was counted so far."""
        yield self._requests.collect()
        yield self._request_seconds.collect()
        yield self._operations.collect()
        yield self._operation_seconds.collect()
        yield self._rate_limited.collect()
        yield GaugeMetricFamily(
            "imitate_audit_sealing_held_off_seconds",
            "For how long events wait and none is sealed; 0 where that is less than 5 seconds.",
            self.audit_sealing_held_off,
        )
        yield CounterMetricFamily(
            "imitate_audit_events_lost",
            "Events that were gone before they were sealed, after this process had seen them.",
            self.audit_events_lost,
        )

    def note(self, record: RequestRecord) -> None:
        """Count a request that is over."""
        seconds = record.seconds
        if record.method is not None:
            method = record.method if record.method in METHODS else "other"
            self._requests.add((record.route, method, str(record.status or NONE)))
            self._request_seconds.add((record.route,), seconds)
        if record.prepared is not None or (record.route == "graphql" and record.codes):
            self._note_operation(record, seconds)

    def _note_operation(self, record: RequestRecord, seconds: float) -> None:
        told = record.told
        failed = record.failures
        codes = [each.code for each in failed] if failed else record.codes or ["OK"]
        self._operations.add((told.type, told.root_field, codes[0]))
        self._operation_seconds.add((told.type,), seconds)
        if _RATE_LIMITED in codes:
            self._rate_limited.add((told.root_field,))
