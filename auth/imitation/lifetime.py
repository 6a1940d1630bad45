"""Decides whether an imitation is over, from the facts of this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from auth.imitation.consent import is_enough
from auth.vocabulary import Consent, ConsentRequired, ImitationEndReason


@dataclass(frozen=True, slots=True)
class ImitationFacts:
    """The facts of this moment about an imitation, read in one statement."""

    user_active: bool
    privileged: bool
    customer_active: bool
    customer_may_use_channel: bool
    consent: Consent
    channel_active: bool
    idle_expires_at: datetime
    expires_at: datetime


class Ending(NamedTuple):
    """When and why an imitation ended."""

    at: datetime
    reason: ImitationEndReason


def ended_by_time(
    *,
    token_expires_at: datetime,
    expires_at: datetime | None,
    idle_expires_at: datetime | None,
    now: datetime,
) -> Ending | None:
    """When and why time alone ended an imitation; None if it did not."""
    if expires_at is None or idle_expires_at is None:
        ending = Ending(token_expires_at, ImitationEndReason.TOKEN_EXPIRED)
    elif idle_expires_at < expires_at:
        ending = Ending(idle_expires_at, ImitationEndReason.IDLE_TIMEOUT)
    else:
        ending = Ending(expires_at, ImitationEndReason.MAX_DURATION)
    return ending if ending.at <= now else None


def reason_to_end(
    facts: ImitationFacts, *, now: datetime, consent_required: ConsentRequired
) -> ImitationEndReason | None:
    """Why a live imitation must end now; None if it may go on."""
    verdicts = (
        (facts.expires_at <= now, ImitationEndReason.MAX_DURATION),
        (facts.idle_expires_at <= now, ImitationEndReason.IDLE_TIMEOUT),
        (not facts.user_active, ImitationEndReason.USER_DEACTIVATED),
        (not facts.privileged, ImitationEndReason.PRIVILEGE_LOST),
        (not facts.customer_active, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (not facts.customer_may_use_channel, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (not is_enough(facts.consent, consent_required), ImitationEndReason.CONSENT_WITHDRAWN),
        (not facts.channel_active, ImitationEndReason.CHANNEL_DEACTIVATED),
    )
    return next((reason for failed, reason in verdicts if failed), None)
