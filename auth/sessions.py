"""Is a session alive? Pure answers from what the database says now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from auth.vocabulary import ImitationEndReason


@dataclass(frozen=True, slots=True)
class ImitationFacts:
    """Today's truth about an imitation, read in one statement."""

    user_active: bool
    privileged: bool
    customer_active: bool
    customer_enters_channel: bool
    consent: bool
    channel_active: bool
    idle_expires_at: datetime
    expires_at: datetime


class Ending(NamedTuple):
    """When and why an imitation was over."""

    at: datetime
    reason: ImitationEndReason


def ended_by_time(
    *,
    token_expires_at: datetime,
    expires_at: datetime | None,
    idle_expires_at: datetime | None,
    now: datetime,
) -> Ending | None:
    """How time alone ended an imitation that nobody ended; None where it has not."""
    if expires_at is None or idle_expires_at is None:
        ending = Ending(token_expires_at, ImitationEndReason.TOKEN_EXPIRED)
    elif idle_expires_at < expires_at:
        ending = Ending(idle_expires_at, ImitationEndReason.IDLE_TIMEOUT)
    else:
        ending = Ending(expires_at, ImitationEndReason.MAX_DURATION)
    return ending if ending.at <= now else None


ACTIVITY_INTERVAL = timedelta(minutes=1)  # ASVS 7.3: how exact the idle clock is


def imitation_over(
    facts: ImitationFacts, *, now: datetime, consent_required: bool
) -> ImitationEndReason | None:
    """Why a live imitation must end now; None lets it go on."""
    verdicts = (
        (facts.expires_at <= now, ImitationEndReason.MAX_DURATION),
        (facts.idle_expires_at <= now, ImitationEndReason.IDLE_TIMEOUT),
        (not facts.user_active, ImitationEndReason.USER_DEACTIVATED),
        (not facts.privileged, ImitationEndReason.PRIVILEGE_LOST),
        (not facts.customer_active, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (not facts.customer_enters_channel, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (consent_required and not facts.consent, ImitationEndReason.CONSENT_WITHDRAWN),
        (not facts.channel_active, ImitationEndReason.CHANNEL_DEACTIVATED),
    )
    return next((reason for failed, reason in verdicts if failed), None)


def activity_is_due(noted_at: datetime, now: datetime) -> bool:
    """Whether a use is worth a write: at most once a minute."""
    return now - noted_at >= ACTIVITY_INTERVAL
