"""The rules on a user's session: its end, the notes of its use, and step-up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auth.errors import StepUpRequired
from auth.sign_in.sessions import activity_is_due, check_step_up, is_user_session_live

METHODS = ["PASSWORD", "TOTP"]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(microseconds=1), NOW - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("seconds", "due"), [(0, False), (59.999, False), (60, True), (3600, True), (-1, False)]
)
def test_activity_is_noted_once_a_minute(seconds: float, *, due: bool) -> None:
    assert activity_is_due(NOW, NOW + timedelta(seconds=seconds)) is due


@pytest.mark.parametrize(
    ("changed", "live"),
    [
        ({}, True),
        ({"user_active": False}, False),
        ({"ended_at": EARLIER}, False),
        ({"expires_at": NOW}, False),
        ({"idle_expires_at": NOW}, False),
    ],
)
def test_user_session_lives_while_everything_holds(changed: dict[str, Any], *, live: bool) -> None:
    facts: dict[str, Any] = {
        "user_active": True,
        "ended_at": None,
        "expires_at": LATER,
        "idle_expires_at": LATER,
    }

    assert is_user_session_live(**facts | changed, now=NOW) is live


def test_step_up_is_required_after_the_maximum_age() -> None:
    minute = timedelta(minutes=1)

    check_step_up(NOW - minute, max_age=minute, methods=METHODS, now=NOW)
    check_step_up(NOW - timedelta(days=1), max_age=None, methods=METHODS, now=NOW)
    with pytest.raises(StepUpRequired) as refusal:
        check_step_up(EARLIER - minute, max_age=minute, methods=METHODS, now=NOW)

    assert refusal.value.extensions["maxAge"] == 60
    assert refusal.value.extensions["methods"] == METHODS
