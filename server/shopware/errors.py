"""Shopware's form of errors: which status and code its clients get for each refusal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from auth.vocabulary import ErrorCode
from server.failures import Failure

_STATUS: Final[Mapping[str, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FRAMEWORK__PERSON_REQUIRED: 403,
    ErrorCode.FRAMEWORK__MISSING_PRIVILEGE_ERROR: 403,
    ErrorCode.FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED: 401,
    ErrorCode.FRAMEWORK__SALES_CHANNEL_NOT_FOUND: 412,
    ErrorCode.FRAMEWORK__STEP_UP_REQUIRED: 403,
    ErrorCode.FRAMEWORK__FACTOR_REQUIRED: 403,
    ErrorCode.FRAMEWORK__RATE_LIMIT_EXCEEDED: 429,
    ErrorCode.CONTENT__ENTITY_NOT_FOUND: 404,
    ErrorCode.CONTENT__ENTITY_CHANGED: 409,
    ErrorCode.CHECKOUT__CUSTOMER_NOT_LOGGED_IN: 403,
    ErrorCode.CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS: 401,
    ErrorCode.CHECKOUT__CUSTOMER_IMITATION_REFUSED: 403,
    ErrorCode.CHECKOUT__IMITATION_READ_ONLY: 403,
    ErrorCode.CHECKOUT__IMITATION_FORBIDDEN: 403,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.INTERNAL_SERVER_ERROR: 500,
}
OTHERS: Final = 400
# Where Shopware has another name for the fact; 9 is its code for a bearer that does not count.
_CODE: Final[Mapping[str, str]] = {
    ErrorCode.UNAUTHENTICATED: "9",
    ErrorCode.FRAMEWORK__PERSON_REQUIRED: "FRAMEWORK__EXPECTED_USER",
    ErrorCode.FRAMEWORK__SALES_CHANNEL_NOT_FOUND: "FRAMEWORK__ROUTING_SALES_CHANNEL_NOT_FOUND",
}
_OWN: Final = frozenset({"code", "field"})  # extensions that stand elsewhere in the error
NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class ShopwareError:
    """One entry of `errors`. `detail` never holds what a client sent."""

    status: int
    code: str
    detail: str
    pointer: str | None = None  # the member of the body that is meant, as a JSON pointer
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> Mapping[str, Any]:
        """The answer's body."""
        source = {} if self.pointer is None else {"source": {"pointer": self.pointer}}
        error = {
            "status": str(self.status),
            "code": self.code,
            "title": HTTPStatus(self.status).phrase,
            "detail": self.detail,
            **source,
            "meta": {"parameters": self.parameters},
        }
        return {"errors": [error]}


def of_failure(failure: Failure, fields: Mapping[str, str] = NOTHING) -> ShopwareError:
    """The error of a failure; `fields` has Shopware's names of arguments that differ."""
    code, extensions = failure.code, failure.body.get("extensions", {})
    argument = extensions.get("field")
    return ShopwareError(
        status=_STATUS.get(code, OTHERS),
        code=_CODE.get(code, code),
        detail=_detail(failure, extensions),
        pointer=None if argument is None else f"/{fields.get(argument, argument)}",
        parameters={name: value for name, value in extensions.items() if name not in _OWN},
    )


def _detail(failure: Failure, extensions: Mapping[str, Any]) -> str:
    """Clients of Shopware read a missing privilege from JSON in the text."""
    if failure.code != ErrorCode.FRAMEWORK__MISSING_PRIVILEGE_ERROR:
        return failure.body["message"]
    missing = extensions["missingPrivileges"]
    return json.dumps({"message": "Missing privilege", "missingPrivileges": missing})
