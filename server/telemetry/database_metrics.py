"""The metrics that are read at each scrape: the database and its connections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from db.engine.connections import Connections
from resolvers.audit.watching.state import SealingState
from resolvers.imitation.counts import ImitationCounts
from resolvers.webhooks.state import WebhookState


@dataclass(frozen=True, slots=True)
class SharedMetrics(Collector):
    """The numbers of one scrape; None where the database did not answer."""

    counts: ImitationCounts | None
    connections: Connections | None
    sealing: SealingState | None = None
    webhooks: WebhookState | None = None

    def collect(self) -> Iterable[Metric]:
        """Every metric; one without a number is left out instead of zero."""
        up = "Whether the database answered this scrape."
        yield GaugeMetricFamily("imitate_database_up", up, float(self.counts is not None))
        if self.connections is not None:
            yield from _of_pool(self.connections)
        if self.counts is not None:
            yield from _of_imitations(self.counts)
        if self.sealing is not None:
            yield from _of_audit_log(self.sealing)
        if self.webhooks is not None:
            yield GaugeMetricFamily(
                "imitate_webhooks_failing",
                "Active webhooks whose last attempt was not answered.",
                self.webhooks.failing,
            )


def _of_pool(connections: Connections) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "imitate_database_connections_in_use",
        "Connections that this process uses now.",
        connections.in_use,
    )
    yield GaugeMetricFamily(
        "imitate_database_connections_max",
        "Connections that this process may have at once.",
        connections.at_most,
    )


def _of_imitations(counts: ImitationCounts) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "imitate_imitations_live", "Imitations that are active now, in all processes.", counts.live
    )
    yield CounterMetricFamily("imitate_imitations_generated", "Tokens generated.", counts.generated)
    yield CounterMetricFamily("imitate_imitations_started", "Tokens redeemed.", counts.started)
    ended = CounterMetricFamily(
        "imitate_imitations_ended", "Imitations and tokens that are over.", labels=["cause"]
    )
    for cause, number in counts.ended.items():
        ended.add_metric([cause], number)
    yield ended
    refused = CounterMetricFamily(
        "imitate_imitations_refused",
        "Refusals by their action in the audit log.",
        labels=["action"],
    )
    for action, number in counts.refused.items():
        refused.add_metric([action], number)
    yield refused


def _of_audit_log(state: SealingState) -> Iterable[Metric]:
    if state.checkpoint_age is not None:
        yield GaugeMetricFamily(
            "imitate_audit_checkpoint_age_seconds",
            "Age of the newest checkpoint, which is made when something is sealed.",
            state.checkpoint_age.total_seconds(),
        )
    waits = timedelta() if state.waits is None else state.waits
    yield GaugeMetricFamily(
        "imitate_audit_waiting_seconds",
        "Age of the first event that is not sealed; 0 without any.",
        waits.total_seconds(),
    )
