"""Counters and histograms that cost a request next to nothing; a scrape reads them.

The library's own take a lock for each number. Requests are counted on the event loop alone.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)  # seconds
_BOUNDS: Final = [*map(str, BUCKETS), "+Inf"]

Labels = tuple[str, ...]


class Tally:
    """How often something happened, by labels."""

    def __init__(self, name: str, documentation: str, labels: Sequence[str]) -> None:
        self._named = name, documentation, labels
        self._counts: Counter[Labels] = Counter()

    def add(self, labels: Labels) -> None:
        """Count once more."""
        self._counts[labels] += 1

    def collect(self) -> CounterMetricFamily:
        """The counts so far."""
        name, documentation, labels = self._named
        family = CounterMetricFamily(name, documentation, labels=labels)
        for values, count in self._counts.items():
            family.add_metric(values, count)
        return family


class Durations:
    """How long something took, by labels."""

    def __init__(self, name: str, documentation: str, labels: Sequence[str]) -> None:
        self._named = name, documentation, labels
        # For each bucket a count, and last the sum.
        self._found: dict[Labels, list[float]] = defaultdict(lambda: [0] * (len(_BOUNDS) + 1))

    def add(self, labels: Labels, seconds: float) -> None:
        """Count a duration; a bucket holds those up to its bound."""
        found = self._found[labels]
        found[bisect_left(BUCKETS, seconds)] += 1
        found[-1] += seconds

    def collect(self) -> HistogramMetricFamily:
        """The durations so far."""
        name, documentation, labels = self._named
        family = HistogramMetricFamily(name, documentation, labels=labels)
        for values, (*counts, seconds) in self._found.items():
            buckets = list(zip(_BOUNDS, accumulate(counts), strict=True))
            family.add_metric(values, buckets, seconds)
        return family
