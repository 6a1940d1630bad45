"""The JSON that a webhook gets of an event: stable, documented in docs/webhooks.md, no tokens."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from auth.vocabulary import WebhookEvent

# The values of an event that are sent, with their names there. What is not listed stays here.
_CONCERNED: Final[Mapping[str, str]] = {
    "imitation_id": "imitationId",
    "user_id": "userId",
    "username": "username",
    "customer_id": "customerId",
    "customer_number": "customerNumber",
    "sales_channel_id": "salesChannelId",
}
_DETAILS: Final[Mapping[str, str]] = {
    "cause": "cause",
    "reasons": "reasons",
    "operation": "operation",
    "code": "code",
    "order_number": "orderNumber",
    "total": "total",
    "currency": "currency",
    "granted": "granted",
    "given": "given",
    "withdrawn": "withdrawn",
    "attempts": "attempts",
    "limit": "limit",
    "since": "since",
    "request": "requestId",
    "decision": "decision",
}


class Account(NamedTuple):
    """A user's account at a provider of OpenID Connect."""

    issuer: str | None
    subject: str | None


NO_ACCOUNT: Final = Account(None, None)


def account_in(detail: str | None, *, user_id: str | None) -> Account | None:
    """The account that the user had when the event was written; None where it does not tell."""
    identity = json.loads(detail).get("identity") if detail else None
    if identity is None or identity["of"] != user_id:
        return None
    return Account(identity["issuer"], identity["subject"])


def body_of(
    kind: WebhookEvent,
    *,
    event_id: int,
    at: datetime,
    action: str,
    concerned: Mapping[str, str | None],
    detail: str | None,
    account: Account | None = None,
) -> str:
    """The body about an event of the audit log. Names that were erased are null.

    `account` is the user's at a provider.
    """
    details: Mapping[str, Any] = json.loads(detail) if detail else {}
    data: dict[str, Any] = {"eventId": str(event_id), "action": action}
    data |= {name: concerned.get(column) for column, name in _CONCERNED.items()}
    data |= (account or NO_ACCOUNT)._asdict()
    data |= {name: details[member] for member, name in _DETAILS.items() if member in details}
    if "orderNumber" in data:
        data["orderNumber"] = str(data["orderNumber"])  # as everywhere else
    return _written(kind, at, data)


def body_of_test(at: datetime) -> str:
    """The body of a test."""
    return _written(WebhookEvent.TEST, at, {})


def _written(kind: WebhookEvent, at: datetime, data: Mapping[str, Any]) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {"type": type_of(kind), "timestamp": moment, "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def type_of(kind: WebhookEvent) -> str:
    """The name of a kind in a body, such as `imitation.started`."""
    return kind.value.lower().replace("_", ".", 1)
