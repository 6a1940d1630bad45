"""Decides whether a session or an imitation is over, from the facts of this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from auth.errors import StepUpRequired
from auth.vocabulary import ImitationEndReason

ACTIVITY_INTERVAL: Final = timedelta(minutes=1)  # how exact the idle timeout of ASVS 7.3 is


@dataclass(frozen=True, slots=True)
class ImitationFacts:
    """The facts of this moment about an imitation, read in one statement."""

    user_active: bool
    privileged: bool
    customer_active: bool
    customer_may_use_channel: bool
    consent: bool
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
    facts: ImitationFacts, *, now: datetime, consent_required: bool
) -> ImitationEndReason | None:
    """Why a live imitation must end now; None if it may go on."""
    verdicts = (
        (facts.expires_at <= now, ImitationEndReason.MAX_DURATION),
        (facts.idle_expires_at <= now, ImitationEndReason.IDLE_TIMEOUT),
        (not facts.user_active, ImitationEndReason.USER_DEACTIVATED),
        (not facts.privileged, ImitationEndReason.PRIVILEGE_LOST),
        (not facts.customer_active, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (not facts.customer_may_use_channel, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (consent_required and not facts.consent, ImitationEndReason.CONSENT_WITHDRAWN),
        (not facts.channel_active, ImitationEndReason.CHANNEL_DEACTIVATED),
    )
    return next((reason for failed, reason in verdicts if failed), None)


def is_user_session_live(
    *,
    user_active: bool,
    ended_at: datetime | None,
    expires_at: datetime,
    idle_expires_at: datetime,
    now: datetime,
) -> bool:
    """Whether the session of a user may be used now."""
    return user_active and ended_at is None and now < min(expires_at, idle_expires_at)


def activity_is_due(noted_at: datetime, now: datetime) -> bool:
    """Whether to store that a session is used, which is done at most once a minute."""
    return now - noted_at >= ACTIVITY_INTERVAL


def check_step_up(
    password_checked_at: datetime, *, max_age: timedelta | None, now: datetime
) -> None:
    """Raise StepUpRequired if the password was last checked too long ago; None: never required."""
    if max_age is not None and now - password_checked_at > max_age:
        raise StepUpRequired(int(max_age.total_seconds()))
