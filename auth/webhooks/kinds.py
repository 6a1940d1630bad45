"""The kinds of events of the audit log that webhooks are told."""

import json
from collections.abc import Collection
from typing import Final

from auth.vocabulary import WebhookEvent

_OF_ACTIONS: Final[dict[str, tuple[WebhookEvent, ...]]] = {
    "imitation.redeemed": (WebhookEvent.IMITATION_STARTED,),
    "imitation.ended": (WebhookEvent.IMITATION_ENDED,),
    "imitation.requested": (WebhookEvent.IMITATION_REQUESTED,),
    "imitation.decided": (WebhookEvent.IMITATION_DECIDED,),
    "imitation.refused": (WebhookEvent.IMITATION_REFUSED,),
    "imitation.redemption_refused": (WebhookEvent.IMITATION_REFUSED,),
    "imitation.operation_refused": (WebhookEvent.OPERATION_REFUSED,),
    "user.operation_refused": (WebhookEvent.OPERATION_REFUSED,),
    # It sums up what was refused beyond the limit, of whatever kind.
    "throttle.refused": (WebhookEvent.IMITATION_REFUSED, WebhookEvent.OPERATION_REFUSED),
    "customer.consent_changed": (WebhookEvent.CONSENT_CHANGED,),
    "customers.consent_changed": (WebhookEvent.CONSENT_CHANGED,),  # of an import of many
}
_OPERATION: Final = "imitation.operation"
_SIGNED_IN: Final = "user.signed_in"
_SIGN_INS: Final = {  # by members of the detail of such an event
    "emergency": WebhookEvent.EMERGENCY_SIGN_IN,
    "new_browser": WebhookEvent.USER_SIGNED_IN,
}
_ORDER: Final = "placeOrder"


def is_told(action: str, detail: str | None) -> bool:
    """Whether webhooks are told of such an event; most events are none of theirs."""
    return bool(_kinds(action, detail))


def kind_for(
    asked: Collection[WebhookEvent], action: str, detail: str | None
) -> WebhookEvent | None:
    """As what a webhook that asks for these kinds is told of an event; None: it is not."""
    return next((kind for kind in _kinds(action, detail) if kind in asked), None)


def _kinds(action: str, detail: str | None) -> tuple[WebhookEvent, ...]:
    if action == _SIGNED_IN and detail:
        told = json.loads(detail)
        return tuple(kind for member, kind in _SIGN_INS.items() if told.get(member) is True)
    if action == _OPERATION and detail and json.loads(detail).get("operation") == _ORDER:
        return (WebhookEvent.ORDER_PLACED,)
    return _OF_ACTIONS.get(action, ())
