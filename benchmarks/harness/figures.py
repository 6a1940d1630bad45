"""What the rounds of a run come to: medians, ratios of the same round, and their spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Round:
    """One timed run against one server. CPU is microseconds a request, memory is bytes."""

    rate: float  # requests a second
    p50: int  # microseconds, as the next two
    p99: int
    longest: int
    cpu: float
    database_cpu: float
    memory: int
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A server's line in a table; `ratio`, `lowest` and `highest` are of rates to the first line's.

    Rate, p50, p99 and CPU are medians of the rounds, `longest` and `memory` the largest.
    """

    name: str
    rate: float
    ratio: float
    lowest: float
    highest: float
    to_base: float | None  # the ratio to the product at the base revision
    p50: float
    p99: float
    longest: int
    cpu: float
    database_cpu: float
    memory: int
    started_in: float
    failed: int


def figures(
    name: str,
    rounds: Sequence[Round],
    *,
    first: Sequence[Round],
    base: Sequence[Round] | None,
    started_in: float,
) -> Figures:
    """The line of a server, beside the rounds of the first line and of the base revision."""
    ratios = _ratios(rounds, first)
    return Figures(
        name=name,
        rate=median(one.rate for one in rounds),
        ratio=median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        to_base=None if base is None else median(_ratios(rounds, base)),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        longest=max(one.longest for one in rounds),
        cpu=median(one.cpu for one in rounds),
        database_cpu=median(one.database_cpu for one in rounds),
        memory=max(one.memory for one in rounds),
        started_in=started_in,
        failed=sum(one.failed for one in rounds),
    )


def _ratios(rounds: Sequence[Round], others: Sequence[Round]) -> Sequence[float]:
    """Of the rates of each round; 0 where the other has answered nothing."""
    pairs = zip(rounds, others, strict=True)
    return [one.rate / other.rate if other.rate else 0 for one, other in pairs]
