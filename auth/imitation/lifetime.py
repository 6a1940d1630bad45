"""Decides whether an imitation is over, from the facts of this moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from auth.imitation.consent import is_enough
from auth.vocabulary import Consent, ConsentRequired, ImitationEndReason


class ImitationFacts(NamedTuple):
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
    return next(_reasons(facts, now, consent_required), None)


def _reasons(
    facts: ImitationFacts, now: datetime, consent_required: ConsentRequired
) -> Iterator[ImitationEndReason]:
    """All of them, the first to be told first."""
    if facts.expires_at <= now:
        yield ImitationEndReason.MAX_DURATION
    if facts.idle_expires_at <= now:
        yield ImitationEndReason.IDLE_TIMEOUT
    if not facts.user_active:
        yield ImitationEndReason.USER_DEACTIVATED
    if not facts.privileged:
        yield ImitationEndReason.PRIVILEGE_LOST
    if not facts.customer_active or not facts.customer_may_use_channel:
        yield ImitationEndReason.CUSTOMER_DEACTIVATED
    if not is_enough(facts.consent, consent_required):
        yield ImitationEndReason.CONSENT_WITHDRAWN
    if not facts.channel_active:
        yield ImitationEndReason.CHANNEL_DEACTIVATED
