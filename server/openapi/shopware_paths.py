"""Shopware's routes in the OpenAPI document."""

from collections.abc import Mapping
from typing import Any, Final

from server.openapi.operations import STORE, operation
from server.openapi.schemas import ID, Security

_BEARER: Final[Security] = ({"bearer": []},)
_IDS: Final = {
    "name": "ids",
    "in": "query",
    "required": True,
    "description": "The ids of the lines.",
    "schema": {"type": "array", "items": ID, "minItems": 1, "maxItems": 20},
}
LINES: Final = "/store-api/checkout/cart/line-item"
PATHS: Final[Mapping[str, Mapping[str, Any]]] = {
    "/api/oauth/token": {
        "post": operation(
            "token",
            "Signs a user in, renews their tokens, or gives an integration a bearer. A refresh "
            "token counts once: an old one ends the sign-in.",
            answer="Tokens",
            body="Grant",
            forms=True,
        )
    },
    "/api/_proxy/generate-imitate-customer-token": {
        "post": operation(
            "generateImitateCustomerToken",
            "Makes the one-time token with which the user logs in as the customer.",
            answer="GeneratedToken",
            body="TokenRequest",
            security=_BEARER,
        )
    },
    "/store-api/account/login/imitate-customer": {
        "post": operation(
            "imitateCustomerLogin",
            "Redeems a one-time token: from now on the session is the customer's, imitated.",
            answer="Done",
            body="Redemption",
            security=STORE,
        )
    },
    "/store-api/account/login": {
        "post": operation(
            "loginCustomer",
            "Logs a customer in by password.",
            answer="Done",
            body="Login",
            security=STORE,
        )
    },
    "/store-api/account/logout": {
        "post": operation(
            "logoutCustomer",
            "Ends the session, or the imitation.",
            answer="Done",
            security=STORE,
        )
    },
    "/store-api/context": {
        "get": operation("readContext", "The session.", answer="Context", security=STORE)
    },
    "/store-api/checkout/cart": {
        "get": operation("readCart", "The cart.", answer="Cart", security=STORE)
    },
    LINES: {
        "post": operation(
            "addLineItem",
            "Adds products to the cart.",
            answer="Cart",
            body="LinesToAdd",
            security=STORE,
        ),
        "patch": operation(
            "updateLineItem",
            "Sets how many pieces lines have; 0 removes a line.",
            answer="Cart",
            body="LinesToChange",
            security=STORE,
        ),
        "delete": operation(
            "deleteLineItem",
            "Removes lines.",
            answer="Cart",
            security=STORE,
            parameters=[_IDS],
        ),
    },
    f"{LINES}/delete": {
        "post": operation(
            "removeLineItem",
            "Removes lines.",
            answer="Cart",
            body="LinesToRemove",
            security=STORE,
        )
    },
}
