"""The changes that store a one-time token, and use up the support code or approval for it."""

from typing import TYPE_CHECKING

from db.statements.imitation import audit, generation, support_codes
from db.statements.imitation.requests import requests
from db.statements.users import user_sessions
from resolvers.audit.recording import event
from resolvers.imitation.new_imitation import names_in, new_imitation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Change
    from db.models import Customer, ImitationRequest
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
        detail["approvedBy"] = {"id": approval.decider_id, "username": approval.decider_username}
        used.append(requests.use(approval.id, values["id"]))
    generated = event(ctx.source, "imitation.generated", detail=detail)
    return [
        *used,
        generation.addition(**values),
        user_sessions.use(signed_in.session_id, now=ctx.now()),
        audit.addition(generated | names_in(values)),
    ]
