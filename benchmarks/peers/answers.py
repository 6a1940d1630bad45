"""The answer of the context query as plain values, made from the statement's row."""

from datetime import timedelta
from typing import Any

from benchmarks.peers.statement import Line, Row, lines

IDLE_TIMEOUT = timedelta(days=1)  # the product's setting while it is measured


def context(row: Row, token: str) -> dict[str, Any]:
    """What the operation `storefront/context` of `graphql/` asks for."""
    user = {
        "id": row.user_id,
        "username": row.user_username,
        "firstName": row.user_first_name,
        "lastName": row.user_last_name,
    }
    return {
        "token": token,
        "currency": row.session_currency,
        "language": row.session_language,
        "salesChannel": {"id": row.channel_id, "name": row.channel_name},
        "customer": {
            "id": row.customer_id,
            "customerNumber": row.customer_customer_number,
            "email": row.customer_email,
            "firstName": row.customer_first_name,
            "lastName": row.customer_last_name,
            "imitationConsent": row.customer_imitation_consent,
        },
        "imitated": True,
        "imitatingUserId": row.user_id,
        "imitatingUser": user,
        "imitation": {
            "id": row.imitation_id,
            "access": row.imitation_access,
            "fullSince": row.imitation_full_since,
            "startedAt": row.imitation_started_at,
            "expiresAt": row.imitation_expires_at,
            "idleExpiresAt": min(
                row.imitation_last_used_at + IDLE_TIMEOUT, row.imitation_expires_at
            ),
        },
        "cart": cart(row),
    }


def cart(row: Row) -> dict[str, Any]:
    """The cart with its totals."""
    currency = row.session_currency
    items = [item(line, currency) for line in lines(row)]
    total = sum(each["total"]["amount"] for each in items)
    return {
        "id": row.session_cart_id,
        "totalQuantity": sum(each["quantity"] for each in items),
        "total": {"amount": total, "currency": currency},
        "lineItems": items,
    }


def item(line: Line, currency: str) -> dict[str, Any]:
    """A line of the cart."""
    price = {"amount": line.line_price, "currency": currency}
    return {
        "id": line.line_id,
        "label": line.line_name,
        "quantity": line.line_quantity,
        "unitPrice": price,
        "total": {"amount": line.line_price * line.line_quantity, "currency": currency},
        "product": {
            "id": line.line_product_id,
            "productNumber": line.line_product_number,
            "name": line.line_name,
            "price": price,
        },
        "addedBy": adder(line),
    }


def adder(line: Line) -> dict[str, Any] | None:
    """The user who put a line there while imitating."""
    if line.adder_id is None:
        return None
    return {
        "id": line.adder_id,
        "username": line.adder_username,
        "firstName": line.adder_first_name,
        "lastName": line.adder_last_name,
    }
