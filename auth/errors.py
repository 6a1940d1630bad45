"""Which refusals can a client meet? One class a fact; the code is what clients switch on."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """Values of `errors[].extensions.code`; the member's name is the GraphQL enum value."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FRAMEWORK__MISSING_PRIVILEGE_ERROR = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED = "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED"
    FRAMEWORK__SALES_CHANNEL_NOT_FOUND = "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    FRAMEWORK__STEP_UP_REQUIRED = "FRAMEWORK__STEP_UP_REQUIRED"
    FRAMEWORK__RATE_LIMIT_EXCEEDED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
    CONTENT__ENTITY_NOT_FOUND = "CONTENT__ENTITY_NOT_FOUND"
    VIOLATION_ENTITY_DOES_NOT_EXISTS = "VIOLATION::ENTITY_DOES_NOT_EXISTS"
    VIOLATION_INVALID = "VIOLATION::INVALID"
    CHECKOUT__CUSTOMER_NOT_LOGGED_IN = "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
    CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    CHECKOUT__CUSTOMER_IMITATION_REFUSED = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
    CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"  # noqa: S105 - a code
    CHECKOUT__IMITATION_READ_ONLY = "CHECKOUT__IMITATION_READ_ONLY"
    CHECKOUT__IMITATION_FORBIDDEN = "CHECKOUT__IMITATION_FORBIDDEN"
    CHECKOUT__CART_EMPTY = "CHECKOUT__CART_EMPTY"
    GRAPHQL__LIMIT_EXCEEDED = "GRAPHQL__LIMIT_EXCEEDED"
    GRAPHQL__BAD_REQUEST = "GRAPHQL__BAD_REQUEST"
    GRAPHQL__PARSE_FAILED = "GRAPHQL__PARSE_FAILED"
    GRAPHQL__VALIDATION_FAILED = "GRAPHQL__VALIDATION_FAILED"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class Refusal(Exception):
    """Never raised itself: a class below names the fact."""

    code: ClassVar[ErrorCode]
    text: ClassVar[str]

    def __init__(self, text: str | None = None, /, **extensions: object) -> None:
        """`extensions` reach the client beside the code."""
        super().__init__(text or self.text)
        self.extensions: dict[str, object] = {"code": self.code.value, **extensions}


class Unauthenticated(Refusal):
    """An admin field was asked for without a live user session."""

    code = ErrorCode.UNAUTHENTICATED
    text = "Sign in as a user first."


class MissingPrivilege(Refusal):
    """The user does not hold every privilege that the field asks for."""

    code = ErrorCode.FRAMEWORK__MISSING_PRIVILEGE_ERROR
    text = "Missing privilege."

    def __init__(self, privileges: Sequence[str]) -> None:
        super().__init__(missingPrivileges=sorted(privileges))


class AccessKeyRequired(Refusal):
    """A store field was asked for without the header sw-access-key."""

    code = ErrorCode.FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED
    text = "The header sw-access-key is required."


class SalesChannelNotFound(Refusal):
    """The access key names no active sales channel."""

    code = ErrorCode.FRAMEWORK__SALES_CHANNEL_NOT_FOUND
    text = "There is no active sales channel with this access key."


class StepUpRequired(Refusal):
    """The user's last password check is older than `max_age` seconds."""

    code = ErrorCode.FRAMEWORK__STEP_UP_REQUIRED
    text = "Sign in again to confirm that it is you."

    def __init__(self, max_age: int) -> None:
        super().__init__(maxAge=max_age)


class RateLimited(Refusal):
    """Too many attempts; the next one may follow after `retry_after` seconds."""

    code = ErrorCode.FRAMEWORK__RATE_LIMIT_EXCEEDED
    text = "Too many attempts."

    def __init__(self, retry_after: int) -> None:
        super().__init__(retryAfter=retry_after)


class NotFound(Refusal):
    """The id names nothing that the user could change."""

    code = ErrorCode.CONTENT__ENTITY_NOT_FOUND
    text = "There is nothing with this id."


class DoesNotExist(Refusal):
    """An argument refers to something that does not exist."""

    code = ErrorCode.VIOLATION_ENTITY_DOES_NOT_EXISTS
    text = "An argument refers to something that does not exist."

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class Invalid(Refusal):
    """An argument is malformed or out of range."""

    code = ErrorCode.VIOLATION_INVALID
    text = "An argument is invalid."

    def __init__(self, field: str, text: str | None = None) -> None:
        super().__init__(text, field=field)


class NotLoggedIn(Refusal):
    """A store field that needs a customer was asked for anonymously."""

    code = ErrorCode.CHECKOUT__CUSTOMER_NOT_LOGGED_IN
    text = "No customer is logged in."


class BadCredentials(Refusal):
    """Unknown, wrong, inactive, guest or bound elsewhere: strangers get one answer."""

    code = ErrorCode.CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS
    text = "No account matches these credentials."


class ImitationRefused(Refusal):
    """The customer cannot be imitated now; every reason is listed."""

    code = ErrorCode.CHECKOUT__CUSTOMER_IMITATION_REFUSED
    text = "This customer cannot be imitated."

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons=[str(reason) for reason in reasons])


class InvalidToken(Refusal):
    """The token redeems nothing; one answer for every cause, so that nothing can be learnt."""

    code = ErrorCode.CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN
    text = "This token is not valid."


class ReadOnly(Refusal):
    """A change was asked for in an imitation that may only look."""

    code = ErrorCode.CHECKOUT__IMITATION_READ_ONLY
    text = "This imitation may only look."


class ClosedToImitators(Refusal):
    """The operation is the customer's own, whatever the imitation's access."""

    code = ErrorCode.CHECKOUT__IMITATION_FORBIDDEN
    text = "This is closed to imitators."


class CartEmpty(Refusal):
    """There is nothing to order in the cart."""

    code = ErrorCode.CHECKOUT__CART_EMPTY
    text = "The cart is empty."


class LimitExceeded(Refusal):
    """The document asks for more than `maximum` of what `limit` names."""

    code = ErrorCode.GRAPHQL__LIMIT_EXCEEDED
    text = "The document asks for more than is served."

    def __init__(self, limit: str, maximum: int) -> None:
        text = f"More is asked for than is served: {limit} {maximum}."
        super().__init__(text, limit=limit, maximum=maximum)


class PersistedQueryNotSupported(Refusal):
    """Only the hash of a document was sent; clients then send the document itself."""

    code = ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED
    text = "PersistedQueryNotSupported"  # some clients look at the text


class Busy(Refusal):
    """The server cannot answer now. What a mutation wrote is whole or was undone."""

    code = ErrorCode.UNAVAILABLE
    text = "Try again in a moment."

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(retryAfter=retry_after)
