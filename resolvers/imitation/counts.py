"""Counts imitations in the database, for the metrics of all processes together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auth.vocabulary import ImitationEndReason
from db.statements.imitation import counts
from resolvers.application import Application

REDEEMED: Final = "imitation.redeemed"
REFUSALS: Final = (
    "imitation.refused",
    "imitation.redemption_refused",
    "imitation.operation_refused",
)


@dataclass(frozen=True, slots=True)
class ImitationCounts:
    """Numbers since the database was created; `live` is that of this moment."""

    live: int
    generated: int
    started: int
    ended: Mapping[str, int]  # by cause; tokens that were never redeemed are among them
    refused: Mapping[str, int]  # by the action of the event


async def count(application: Application) -> ImitationCounts:
    """All numbers at one moment. A timed-out imitation is not live, but ended only once swept."""
    rows = await counts.count(
        application.database.reads,
        actions=(REDEEMED, *REFUSALS),
        now=application.clock(),
        idle_timeout=application.rules.imitation_idle_timeout,
    )
    numbers = {(row.what, row.label): row.number for row in rows}
    over = sum(row.number for row in rows if row.what == "over")
    return ImitationCounts(
        live=numbers["live", ""],
        generated=over + numbers["not over", ""],
        started=numbers.get(("event", REDEEMED), 0),
        ended={cause: numbers.get(("over", cause), 0) for cause in ImitationEndReason},
        refused={action: numbers.get(("event", action), 0) for action in REFUSALS},
    )
