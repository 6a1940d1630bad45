"""Whether a session may be used, when its use is stored, and when a password is asked again."""

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
    password_checked_at: datetime | None, *, max_age: timedelta | None, now: datetime
) -> None:
    """Raise StepUpRequired if the password was last checked too long ago.

    Without a `max_age` it is never required; None for `password_checked_at` is no sign-in at all.
    """
    if max_age is None:
        return
    if password_checked_at is None or now - password_checked_at > max_age:
        raise StepUpRequired(int(max_age.total_seconds()))
