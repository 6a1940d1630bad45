"""The record of an imitation when its one-time token is generated, and what is written with it."""

from typing import TYPE_CHECKING, Any

from db.models.columns import new_id
from db.statements.imitation import audit, generation, support_codes
from db.statements.imitation.requests import requests
from db.statements.users import user_sessions
from resolvers.audit.recording import event
from resolvers.imitation.approval.told import decider_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from auth.vocabulary import ImitationAccess
    from db.engine.session import Change
    from db.models import Customer, ImitationRequest, User
    from db.statements.imitation.generation import NewImitation
    from resolvers.imitation.token_request import TokenRequest
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn


def record_of(
    ctx: "RequestContext",
    signed_in: "SignedIn",
    customer: "Customer",
    request: "TokenRequest",
    token_hash: bytes,
) -> "NewImitation":
    """The values of the record that the token opens."""
    return new_imitation(
        token_hash=token_hash,
        user=signed_in.user,
        user_session_id=signed_in.session_id,
        customer=customer,
        sales_channel_id=request.sales_channel_id,
        reason=request.reason,
        reason_category=request.reason_category,
        access=request.access,
        now=ctx.now(),
        lifetime=ctx.rules.token_lifetime,
    )


def storage_of(
    ctx: "RequestContext",
    signed_in: "SignedIn",
    request: "TokenRequest",
    values: "NewImitation",
    approval: "ImitationRequest | None",
) -> "Sequence[Change]":
    """The changes that store it and write the audit event; what it was asked with is used up."""
    detail: dict[str, object] = {"reason": request.reason, "access": request.access}
    if request.reason_category is not None:
        detail["category"] = request.reason_category
    used = []
    if request.support_code is not None:
        detail["support_code"] = True  # the customer gave it
        used.append(support_codes.use(request.customer_id))
    if approval is not None:
        detail["request"] = approval.id
        detail["approvedBy"] = decider_of(approval)
        used.append(requests.use(approval.id, values["id"]))
    generated = event(ctx.source, "imitation.generated", user=signed_in.user, detail=detail)
    return [
        *used,
        generation.addition(**values),
        user_sessions.use(signed_in.session_id, now=ctx.now()),
        audit.addition(generated | _names_in(values)),
    ]


def new_imitation(
    *,
    token_hash: bytes,
    user: "User",
    user_session_id: str,
    customer: "Customer",
    sales_channel_id: str,
    reason: str | None,
    reason_category: str | None,
    access: "ImitationAccess",
    now: "datetime",
    lifetime: "timedelta",
) -> "NewImitation":
    """The values of the record, with the names that user and customer have now.

    `lifetime` is how long the token can be redeemed.
    """
    return {
        "id": new_id(),
        "token_hash": token_hash,
        "user_id": user.id,
        "user_username": user.username,
        "user_first_name": user.first_name,
        "user_last_name": user.last_name,
        "user_issuer": user.issuer,
        "user_subject": user.subject,
        "user_session_id": user_session_id,
        "customer_id": customer.id,
        "customer_number": customer.customer_number,
        "customer_email": customer.shown_email,
        "customer_first_name": customer.first_name,
        "customer_last_name": customer.last_name,
        "customer_created_at": customer.created_at,
        "sales_channel_id": sales_channel_id,
        "reason": reason,
        "reason_category": reason_category,
        "access": access.value,
        "created_at": now,
        "token_expires_at": now + lifetime,
    }


def _names_in(values: "NewImitation") -> dict[str, Any]:
    """What an event says of the imitation, its user, its customer and its sales channel."""
    return {
        "imitation_id": values["id"],
        "user_id": values["user_id"],
        "username": values["user_username"],
        "customer_id": values["customer_id"],
        "customer_number": values["customer_number"],
        "sales_channel_id": values["sales_channel_id"],
    }
