"""The record of an imitation when its one-time token is generated."""

from typing import TYPE_CHECKING, Any

from db.models.columns import new_id

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from auth.vocabulary import ImitationAccess
    from db.models import Customer, User
    from db.statements.imitation.generation import NewImitation


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


def names_in(values: "NewImitation") -> dict[str, Any]:
    """What an event says of the imitation, its user, its customer and its sales channel."""
    return {
        "imitation_id": values["id"],
        "user_id": values["user_id"],
        "username": values["user_username"],
        "customer_id": values["customer_id"],
        "customer_number": values["customer_number"],
        "sales_channel_id": values["sales_channel_id"],
    }
