"""A request for another user's approval, as it is at the time of a request of a client."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.imitation.approval import state_of

if TYPE_CHECKING:
    from datetime import datetime

    from auth.vocabulary import ImitationRequestState
    from db.models import ImitationRequest


@dataclass(frozen=True, slots=True)
class CurrentRequest:
    """The record of a request and its state."""

    record: "ImitationRequest"
    state: "ImitationRequestState"


def current(record: "ImitationRequest", *, now: "datetime") -> CurrentRequest:
    """The state now."""
    return CurrentRequest(record, state_of(record.state, record.expires_at, now=now))
