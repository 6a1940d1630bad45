"""Kinds, bodies and signatures of events."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from auth.vocabulary import WebhookEvent
from auth.webhooks import signatures
from auth.webhooks.body import body_of, body_of_test, type_of
from auth.webhooks.kinds import is_told, kind_for

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
REFUSED, DENIED = WebhookEvent.IMITATION_REFUSED, WebhookEvent.OPERATION_REFUSED


def body(detail: dict[str, Any] | None, **concerned: str | None) -> dict[str, Any]:
    text = body_of(
        WebhookEvent.IMITATION_ENDED,
        event_id=7,
        at=NOON.astimezone(timezone(timedelta(hours=2))),
        action="imitation.ended",
        concerned=concerned,
        detail=None if detail is None else json.dumps(detail),
    )
    return dict(json.loads(text))


def test_what_is_not_listed_is_not_sent() -> None:
    made = body({"cause": "LOGOUT", "token": "imi_secret", "reason": "words"}, remote_address="::1")

    assert made == {
        "type": "imitation.ended",
        "timestamp": "2026-06-01T12:00:00.000Z",
        "data": {
            "eventId": "7",
            "action": "imitation.ended",
            "imitationId": None,
            "userId": None,
            "username": None,
            "customerId": None,
            "customerNumber": None,
            "salesChannelId": None,
            "issuer": None,
            "subject": None,
            "cause": "LOGOUT",
        },
    }


def test_an_event_without_details_is_sent() -> None:
    assert body(None, username="alice")["data"]["username"] == "alice"


def test_a_test_has_no_data() -> None:
    assert json.loads(body_of_test(NOON)) == {
        "type": "test",
        "timestamp": "2026-06-01T12:00:00.000Z",
        "data": {},
    }


def test_types_are_the_kinds_in_lower_case() -> None:
    assert [type_of(kind) for kind in WebhookEvent] == [
        "imitation.started",
        "imitation.ended",
        "imitation.refused",
        "operation.refused",
        "order.placed",
        "consent.changed",
        "imitation.requested",
        "imitation.decided",
        "user.signed_in",
        "emergency.sign_in",
        "test",
    ]


@pytest.mark.parametrize(
    ("asked", "kind"), [([DENIED], DENIED), ([DENIED, REFUSED], REFUSED), ([], None)]
)
def test_a_window_is_told_once(asked: list[WebhookEvent], kind: WebhookEvent | None) -> None:
    assert kind_for(asked, "throttle.refused", None) is kind


@pytest.mark.parametrize(
    ("action", "detail"),
    [
        ("imitation.generated", None),
        ("user.signed_in", None),
        ("imitation.operation", None),
        ("imitation.operation", '{"operation": "addCartItem"}'),
    ],
)
def test_other_events_are_not_told(action: str, detail: str | None) -> None:
    assert not is_told(action, detail)


def test_a_placed_order_is_told() -> None:
    asked = [WebhookEvent.ORDER_PLACED]

    assert kind_for(asked, "imitation.operation", '{"operation": "placeOrder"}') is asked[0]


@pytest.mark.parametrize(
    ("detail", "kind"),
    [
        ('{"new_browser": true}', WebhookEvent.USER_SIGNED_IN),
        ('{"emergency": true, "new_browser": true}', WebhookEvent.EMERGENCY_SIGN_IN),
        ('{"provider": "corp"}', None),
    ],
)
def test_sign_ins_that_are_told(detail: str, kind: WebhookEvent | None) -> None:
    asked = [WebhookEvent.USER_SIGNED_IN, WebhookEvent.EMERGENCY_SIGN_IN]

    assert kind_for(asked, "user.signed_in", detail) is kind


def test_a_signature_is_verified_by_the_library() -> None:
    secret, now = signatures.new_secret(), datetime.now(UTC)
    text = '{"a":"ü"}'
    headers = dict(signatures.headers(secret, message_id="event_1", body=text, now=now))
    receiver = Webhook(signatures.shown(secret))

    assert receiver.verify(text, headers) == {"a": "ü"}
    with pytest.raises(WebhookVerificationError):
        receiver.verify(text + " ", headers)
    with pytest.raises(WebhookVerificationError):
        receiver.verify(text, {**headers, "webhook-id": "event_2"})


def test_secrets_are_random_and_marked() -> None:
    secrets = {signatures.shown(signatures.new_secret()) for _ in range(10)}

    assert len(secrets) == 10
    assert {secret[:6] for secret in secrets} == {"whsec_"}
    assert {len(secret) for secret in secrets} == {50}
