"""The schemas of the OpenAPI document, and how requests are authenticated."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Schema = Mapping[str, Any]
Security = Sequence[Mapping[str, Sequence[str]]]
TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "number"}
ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def ref(name: str) -> Schema:
    """A schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def of(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    """An object with these members."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
    }


def _some(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


_QUANTITY: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 100}
_ERROR: Final = of(
    {
        "status": {"type": "string", "pattern": "^[45][0-9]{2}$"},
        "code": TEXT,
        "title": TEXT,
        "detail": TEXT,
        "meta": of({"parameters": {"type": "object"}}),
    },
    source=of({"pointer": TEXT}),
)
_CUSTOMER: Final = of(
    {
        "apiAlias": {"const": "customer"},
        "id": ID,
        "customerNumber": TEXT,
        "firstName": TEXT,
        "lastName": TEXT,
        "email": TEXT,
        "active": {"const": True},
        "guest": {"const": False},
    }
)
_LINE: Final = of(
    {
        "apiAlias": {"const": "cart_item"},
        "id": ID,
        "referencedId": ID,
        "type": {"const": "product"},
        "label": TEXT,
        "quantity": _QUANTITY,
        "payload": of({"productNumber": TEXT}),
        "price": of({"quantity": _QUANTITY, "unitPrice": NUMBER, "totalPrice": NUMBER}),
    }
)
SCHEMAS: Final[Mapping[str, Schema]] = {
    "Errors": of({"errors": _some(_ERROR, 1)}),
    "Refused": of({"errors": _some(of({"message": TEXT, "extensions": of({"code": TEXT})}), 1)}),
    "OAuthError": of({"error": TEXT, "error_description": TEXT}),
    "Done": of({"redirectUrl": {"type": "null"}, "apiAlias": {"const": "array_struct"}}),
    "GeneratedToken": of({"token": TEXT}),
    "Context": of(
        {
            "apiAlias": {"const": "sales_channel_context"},
            "token": TEXT,
            "customer": {"anyOf": [ref("Customer"), {"type": "null"}]},
            "imitated": {"type": "boolean"},
            "imitatingUserId": {"anyOf": [ID, {"type": "null"}]},
            "salesChannel": of({"id": ID, "name": TEXT}),
            "currency": of({"id": TEXT, "isoCode": TEXT}),
            "languageInfo": of({"name": TEXT, "localeCode": TEXT}),
        }
    ),
    "Customer": _CUSTOMER,
    "Cart": of(
        {
            "apiAlias": {"const": "cart"},
            "token": TEXT,
            "lineItems": {"type": "array", "items": _LINE},
            "price": of({"totalPrice": NUMBER}),
        }
    ),
    "Tokens": of(
        {
            "token_type": {"const": "Bearer"},
            "expires_in": {"type": "integer", "minimum": 0},
            "access_token": TEXT,
        },
        refresh_token=TEXT,
        issued_token_type=TEXT,
    ),
    "Presence": of({"active": {"type": "boolean"}}),
    "LinesToAdd": of(
        {"items": _some(of({"id": ID}, referencedId=ID, quantity=_QUANTITY), 20)},
    ),
    "LinesToChange": of({"items": _some(of({"id": ID, "quantity": _QUANTITY}), 20)}),
    "LinesToRemove": of({"ids": _some(ID, 20)}),
    "Login": of({"username": TEXT, "password": TEXT}),
    "Redemption": of({"token": TEXT}, customerId=ID, userId=ID),
    "TokenRequest": of(
        {"customerId": ID, "salesChannelId": ID},
        reason=TEXT,
        reasonCategory=TEXT,
        supportCode=TEXT,
    ),
    "Grant": {
        "oneOf": [
            of(
                {
                    "grant_type": {"const": "password"},
                    "client_id": {"const": "administration"},
                    "username": TEXT,
                    "password": TEXT,
                }
            ),
            of(
                {
                    "grant_type": {"const": "refresh_token"},
                    "client_id": {"const": "administration"},
                    "refresh_token": TEXT,
                }
            ),
            of(
                {
                    "grant_type": {"const": "client_credentials"},
                    "client_id": TEXT,
                    "client_secret": TEXT,
                }
            ),
        ]
    },
}
SECURITY: Final[Mapping[str, Schema]] = {
    "accessKey": {
        "type": "apiKey",
        "in": "header",
        "name": "sw-access-key",
        "description": "The key of the sales channel. It is public.",
    },
    "contextToken": {
        "type": "apiKey",
        "in": "header",
        "name": "sw-context-token",
        "description": "The session. Every answer has the token to send from now on in a header of "
        "this name. Without one, the session is anonymous.",
    },
    "bearer": {"type": "http", "scheme": "bearer", "description": "From `/api/oauth/token`."},
    "client": {"type": "http", "scheme": "basic", "description": "The secret of an integration."},
}
