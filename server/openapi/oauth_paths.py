"""The OAuth endpoints for services in the OpenAPI document."""

from collections.abc import Mapping
from typing import Any, Final

from server.media_types import FORM
from server.oauth.exchange_grant import CONTEXT_TOKEN, GRANT
from server.oauth.published import INTROSPECTION, JWKS, METADATA, TOKEN
from server.openapi.operations import operation
from server.openapi.schemas import TEXT, Schema, Security, of

_CLIENT: Final[Security] = ({"client": []}, {})  # or the secret is in the body
_SECRET: Final = {"client_id": TEXT, "client_secret": TEXT}


def _form(*kinds: Schema) -> Mapping[str, Any]:
    schema = kinds[0] if len(kinds) == 1 else {"oneOf": list(kinds)}
    return {"required": True, "content": {FORM: {"schema": schema}}}


def _document(name: str, summary: str) -> Mapping[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    served = {"description": summary, "content": content}
    return {"get": {"operationId": name, "summary": summary, "responses": {"200": served}}}


PATHS: Final[Mapping[str, Mapping[str, Any]]] = {
    TOKEN: {
        "post": {
            **operation(
                "oauthToken",
                "Gives an integration a bearer (RFC 6749, 4.4), or exchanges a context token for a "
                "JWT (RFC 8693).",
                answer="Tokens",
                error="OAuthError",
                security=_CLIENT,
            ),
            "requestBody": _form(
                of({"grant_type": {"const": "client_credentials"}}, **_SECRET),
                of(
                    {
                        "grant_type": {"const": GRANT},
                        "subject_token": TEXT,
                        "subject_token_type": {"const": CONTEXT_TOKEN},
                        "audience": TEXT,
                    },
                    **_SECRET,
                ),
            ),
        }
    },
    INTROSPECTION: {
        "post": {
            **operation(
                "introspect",
                "Tells who is in a session (RFC 7662).",
                answer="Presence",
                error="OAuthError",
                security=_CLIENT,
            ),
            "requestBody": _form(of({"token": TEXT}, **_SECRET)),
        }
    },
    METADATA: _document("metadata", "The addresses of the OAuth endpoints (RFC 8414)."),
    JWKS: _document("keys", "The keys with which JWTs are verified (RFC 7517)."),
}
