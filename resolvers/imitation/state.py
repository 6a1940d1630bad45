"""The state of an imitation at the time of a request: pending, active or ended."""

from typing import TYPE_CHECKING, NamedTuple

from auth.vocabulary import ImitationEndReason, ImitationStatus
from resolvers.imitation.ending import ended_by_time

if TYPE_CHECKING:
    from datetime import datetime

    from auth.rules import Rules
    from db.models import Imitation


class CurrentImitation(NamedTuple):
    """The record of an imitation and its state. The last two are None until it ends."""

    record: "Imitation"
    status: ImitationStatus
    ended_at: "datetime | None" = None
    end_reason: ImitationEndReason | None = None


def current(imitation: "Imitation", rules: "Rules", *, now: "datetime") -> CurrentImitation:
    """The state now. An imitation that timed out is ended before the sweep records its end."""
    if imitation.ended_at is not None and imitation.end_reason is not None:
        reason = ImitationEndReason(imitation.end_reason)
        return CurrentImitation(imitation, ImitationStatus.ENDED, imitation.ended_at, reason)
    ending = ended_by_time(imitation, rules, now=now)
    if ending is not None:
        return CurrentImitation(imitation, ImitationStatus.ENDED, ending.at, ending.reason)
    if imitation.started_at is not None:
        return CurrentImitation(imitation, ImitationStatus.ACTIVE)
    return CurrentImitation(imitation, ImitationStatus.PENDING)
