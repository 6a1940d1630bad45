"""The answer of the context query as plain values, made from the statement's rows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from benchmarks.peers.statement import Row

IDLE_TIMEOUT = timedelta(days=1)  # the product's setting while it is measured


def context(rows: Sequence[Row], token: str) -> dict[str, Any]:
    """What the operation `storefront/context` of `graphql/` asks for."""
    first = rows[0]
    user = {
        "id": first.user_id,
        "username": first.user_username,
        "firstName": first.user_first_name,
        "lastName": first.user_last_name,
    }
    return {
        "token": token,
        "currency": first.session_currency,
        "language": first.session_language,
        "salesChannel": {"id": first.channel_id, "name": first.channel_name},
        "customer": {
            "id": first.customer_id,
            "customerNumber": first.customer_customer_number,
            "email": first.customer_email,
            "firstName": first.customer_first_name,
            "lastName": first.customer_last_name,
            "imitationConsent": first.customer_imitation_consent,
        },
        "imitated": True,
        "imitatingUserId": first.user_id,
        "imitatingUser": user,
        "imitation": {
            "id": first.imitation_id,
            "access": first.imitation_access,
            "fullSince": first.imitation_full_since,
            "startedAt": first.imitation_started_at,
            "expiresAt": first.imitation_expires_at,
            "idleExpiresAt": min(
                first.imitation_last_used_at + IDLE_TIMEOUT, first.imitation_expires_at
            ),
        },
        "cart": cart(rows),
    }


def cart(rows: Sequence[Row]) -> dict[str, Any]:
    """The cart with its totals."""
    currency = rows[0].session_currency
    lines = [line(row, currency) for row in rows if row.line_id is not None]
    total = sum(each["total"]["amount"] for each in lines)
    return {
        "id": rows[0].session_cart_id,
        "totalQuantity": sum(each["quantity"] for each in lines),
        "total": {"amount": total, "currency": currency},
        "lineItems": lines,
    }


def line(row: Row, currency: str) -> dict[str, Any]:
    """A line of the cart."""
    price = {"amount": row.line_price, "currency": currency}
    return {
        "id": row.line_id,
        "label": row.line_name,
        "quantity": row.line_quantity,
        "unitPrice": price,
        "total": {"amount": row.line_price * row.line_quantity, "currency": currency},
        "product": {
            "id": row.line_product_id,
            "productNumber": row.line_product_number,
            "name": row.line_name,
            "price": price,
        },
        "addedBy": adder(row),
    }


def adder(row: Row) -> dict[str, Any] | None:
    """The user who put a line there while imitating."""
    if row.adder_id is None:
        return None
    return {
        "id": row.adder_id,
        "username": row.adder_username,
        "firstName": row.adder_first_name,
        "lastName": row.adder_last_name,
    }
