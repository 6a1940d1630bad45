"""A delivery is tried again for three days, first soon, then every four hours."""

from datetime import UTC, datetime, timedelta

from auth.webhooks.retries import (
    ANSWER,
    LEASE,
    PATIENCE,
    is_given_up,
    next_attempt,
    was_outage,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
END = NOON + PATIENCE


def test_waits_grow_to_four_hours() -> None:
    waits = [next_attempt(n, until=END, now=NOON) for n in range(1, 12)]

    seconds = [(wait - NOON).total_seconds() for wait in waits if wait]
    assert seconds == [5, 15, 45, 135, 405, 1215, 3645, 10935, 14400, 14400, 14400]


def test_many_attempts_cost_nothing() -> None:
    assert next_attempt(10**9, until=END, now=NOON) == NOON + timedelta(hours=4)


def test_the_last_attempt_is_at_the_end_of_three_days() -> None:
    attempts, now = 0, NOON
    while again := next_attempt(attempts + 1, until=END, now=now):
        attempts, now = attempts + 1, again

    assert now == NOON + timedelta(days=3)
    assert attempts == 25


def test_a_lease_outlives_the_longest_answer() -> None:
    assert timedelta(seconds=10) == ANSWER
    assert LEASE > 2 * ANSWER


def test_only_silence_since_the_first_attempt_gives_a_webhook_up() -> None:
    assert is_given_up(NOON, until=END)
    assert not is_given_up(NOON + timedelta(seconds=1), until=END)
    assert is_given_up(NOON - timedelta(days=1), until=END)


def test_a_minute_of_silence_is_an_outage() -> None:
    assert was_outage(NOON, now=NOON + timedelta(seconds=60))
    assert not was_outage(NOON, now=NOON + timedelta(seconds=59))
