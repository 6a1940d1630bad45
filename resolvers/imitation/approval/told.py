"""The events of the audit log about requests for approvals."""

from typing import TYPE_CHECKING, Any, NamedTuple

from resolvers.audit.recording import Source, account_of, event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auth.vocabulary import ImitationRefusal
    from db.models import Customer, ImitationRequest, User


class Parties(NamedTuple):
    """A request with its customer, and the user who makes or decides it."""

    request: "ImitationRequest"
    user: "User"
    customer: "Customer"


def asked(source: Source, parties: Parties) -> dict[str, Any]:
    """The event of a request, with the words that the customer can read once it is used."""
    request = parties.request
    detail = {"request": request.id, "reason": request.reason, "access": request.access}
    if request.reason_category is not None:
        detail["category"] = request.reason_category
    return _event(source, "imitation.requested", parties, detail)


def decided(source: Source, parties: Parties) -> dict[str, Any]:
    """The event of a decision."""
    request = parties.request
    detail: dict[str, object] = {
        "request": request.id,
        "decision": request.state,
        "access": request.access,
        "for": {
            "id": request.user_id,
            "username": request.user_username,
            **account_of(request.user_issuer, request.user_subject),
        },
    }
    if request.decision_reason is not None:
        detail["reason"] = request.decision_reason
    return _event(source, "imitation.decided", parties, detail)


def decider_of(request: "ImitationRequest") -> "Mapping[str, str | None]":
    """Who decided a request, as it stands in the detail of an event."""
    return {
        "id": request.decider_id,
        "username": request.decider_username,
        **account_of(request.decider_issuer, request.decider_subject),
    }


def refused(
    source: Source, parties: Parties, reasons: "Sequence[ImitationRefusal]"
) -> dict[str, Any]:
    """The event of an approval that was refused because the imitation is not allowed."""
    detail = {"request": parties.request.id, "reasons": reasons}
    return _event(source, "imitation.refused", parties, detail)


def _event(
    source: Source, action: str, parties: Parties, detail: "Mapping[str, object]"
) -> dict[str, Any]:
    return event(
        source,
        action,
        user=parties.user,
        customer=parties.customer,
        sales_channel_id=parties.request.sales_channel_id,
        detail=detail,
    )
