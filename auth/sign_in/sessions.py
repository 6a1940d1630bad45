"""Whether a session may be used, when its use is stored, and when a password is asked again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from auth.errors import StepUpRequired

ACTIVITY_INTERVAL: Final = timedelta(minutes=1)  # how exact the idle timeout of ASVS 7.3 is


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
    signed_in_at: datetime | None,
    *,
    max_age: timedelta | None,
    methods: Sequence[str],
    now: datetime,
) -> None:
    """Raise StepUpRequired if the user last signed in too long ago, by one of these methods.

    Without a `max_age` it is never required; None for `signed_in_at` is no sign-in at all.
    """
    if max_age is None:
        return
    if signed_in_at is None or now - signed_in_at > max_age:
        raise StepUpRequired(int(max_age.total_seconds()), methods)
