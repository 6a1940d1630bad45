"""The rules that end an imitation: time-outs, and facts that changed since it began."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auth.imitation.lifetime import ImitationFacts, ended_by_time, reason_to_end
from auth.vocabulary import Consent, ConsentRequired

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(microseconds=1), NOW - timedelta(microseconds=1)
LIVE = ImitationFacts(
    user_active=True,
    privileged=True,
    customer_active=True,
    customer_may_use_channel=True,
    consent=Consent.GIVEN,
    channel_active=True,
    idle_expires_at=LATER,
    expires_at=LATER,
)


def test_imitation_lives_while_everything_holds() -> None:
    assert reason_to_end(LIVE, now=NOW, consent_required=ConsentRequired.ALWAYS) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"expires_at": NOW}, "MAX_DURATION"),
        ({"idle_expires_at": NOW}, "IDLE_TIMEOUT"),
        ({"user_active": False}, "USER_DEACTIVATED"),
        ({"privileged": False}, "PRIVILEGE_LOST"),
        ({"customer_active": False}, "CUSTOMER_DEACTIVATED"),
        ({"customer_may_use_channel": False}, "CUSTOMER_DEACTIVATED"),
        ({"consent": Consent.WITHDRAWN}, "CONSENT_WITHDRAWN"),
        ({"channel_active": False}, "CHANNEL_DEACTIVATED"),
    ],
)
def test_each_fact_ends_it_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    facts = LIVE._replace(**changed)

    assert reason_to_end(facts, now=NOW, consent_required=ConsentRequired.ALWAYS) == reason


@pytest.mark.parametrize(
    ("consent", "required", "reason"),
    [
        (Consent.WITHDRAWN, ConsentRequired.UNLESS_WITHDRAWN, "CONSENT_WITHDRAWN"),
        (Consent.NOT_ASKED, ConsentRequired.UNLESS_WITHDRAWN, None),
        (Consent.WITHDRAWN, ConsentRequired.CALL, "CONSENT_WITHDRAWN"),
        (Consent.NOT_ASKED, ConsentRequired.CALL, None),
        (Consent.NOT_ASKED, ConsentRequired.ALWAYS, "CONSENT_WITHDRAWN"),
        (Consent.WITHDRAWN, ConsentRequired.NEVER, None),
    ],
)
def test_consent_that_is_not_enough_ends_it(
    consent: Consent, required: ConsentRequired, reason: str | None
) -> None:
    facts = LIVE._replace(consent=consent)

    assert reason_to_end(facts, now=NOW, consent_required=required) == reason


@pytest.mark.parametrize(
    ("token", "expires", "idle", "ending"),
    [
        (LATER, None, None, None),
        (NOW, None, None, (NOW, "TOKEN_EXPIRED")),
        (EARLIER, None, None, (EARLIER, "TOKEN_EXPIRED")),
        (EARLIER, LATER, LATER, None),
        (EARLIER, LATER, NOW, (NOW, "IDLE_TIMEOUT")),
        (EARLIER, NOW, LATER, (NOW, "MAX_DURATION")),
        (EARLIER, NOW, EARLIER, (EARLIER, "IDLE_TIMEOUT")),
        (EARLIER, NOW, NOW, (NOW, "MAX_DURATION")),
    ],
)
def test_time_ends_what_runs_out_first(
    token: datetime,
    expires: datetime | None,
    idle: datetime | None,
    ending: tuple[datetime, str] | None,
) -> None:
    found = ended_by_time(token_expires_at=token, expires_at=expires, idle_expires_at=idle, now=NOW)

    assert found == ending
