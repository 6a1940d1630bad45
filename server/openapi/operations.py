"""Makes the operations of the OpenAPI document: their bodies, answers and refusals."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.media_types import FORM, JSON
from server.openapi.schemas import TEXT, Schema, Security, ref

STORE: Final[Security] = ({"accessKey": []}, {"accessKey": [], "contextToken": []})
_TOKEN: Final = {"sw-context-token": {"schema": TEXT, "description": "Send it from now on."}}
# Refused before the body is looked at, with the form of `/graphql`.
_TRANSPORT: Final = {
    "408": "The request is too slow.",
    "413": "The body is too large.",
    "414": "The URI is too long.",
    "421": "The host is not served here.",
    "431": "The headers are too large.",
}
_BY_TRANSPORT: Final = {
    status: {"description": text, "content": {JSON: {"schema": ref("Refused")}}}
    for status, text in _TRANSPORT.items()
}


def operation(
    name: str,
    summary: str,
    *,
    answer: str,
    error: str = "Errors",
    body: str | None = None,
    forms: bool = False,
    security: Security = (),
    parameters: Sequence[Mapping[str, Any]] = (),
) -> Mapping[str, Any]:
    """One operation. `answer`, `error` and `body` are names of schemas.

    The body is JSON, with `forms` also a form.
    """
    made: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "security": list(security),
        "responses": responses(answer, error, told=security is STORE),
    }
    if parameters:
        made["parameters"] = list(parameters)
    if body is not None:
        kinds = (JSON, FORM) if forms else (JSON,)
        content = {kind: {"schema": ref(body)} for kind in kinds}
        made["requestBody"] = {"required": True, "content": content}
    return made


def responses(answer: str, error: str, *, told: bool) -> Mapping[str, Any]:
    """The answers; `told`: with the context token in the header."""
    served: dict[str, Any] = _response("It is done.", ref(answer))
    if told:
        served["headers"] = _TOKEN
    return {
        "200": served,
        **_BY_TRANSPORT,
        "4XX": _response("It is refused.", ref(error)),
        "5XX": _response("Nothing was done, or it is not known.", ref(error)),
    }


def _response(description: str, schema: Schema) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": schema}}}
