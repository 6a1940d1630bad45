"""The refusals that a client can get: a class for each fact, with its code and text."""

from collections.abc import Sequence
from typing import ClassVar

from auth.vocabulary import ErrorCode


class Refusal(Exception):
    """Never raised itself; each class below names a fact."""

    code: ClassVar[ErrorCode]
    text: ClassVar[str]

    def __init__(self, text: str | None = None, /, **extensions: object) -> None:
        """`extensions` are sent to the client together with the code."""
        super().__init__(text or self.text)
        self.extensions: dict[str, object] = {"code": self.code.value, **extensions}


class Unauthenticated(Refusal):
    """A field of the admin was requested without a live user session."""

    code = ErrorCode.UNAUTHENTICATED
    text = "Sign in as a user first."


class PersonRequired(Refusal):
    """An integration asked for what only a person may do."""

    code = ErrorCode.FRAMEWORK__PERSON_REQUIRED
    text = "This is for users, not for integrations."


class MissingPrivilege(Refusal):
    """The user does not hold every privilege that the operation needs."""

    code = ErrorCode.FRAMEWORK__MISSING_PRIVILEGE_ERROR
    text = "Missing privilege."

    def __init__(self, privileges: Sequence[str]) -> None:
        super().__init__(missingPrivileges=sorted(privileges))


class AccessKeyRequired(Refusal):
    """A store field was requested without the header sw-access-key."""

    code = ErrorCode.FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED
    text = "The header sw-access-key is required."


class SalesChannelNotFound(Refusal):
    """The access key belongs to no active sales channel."""

    code = ErrorCode.FRAMEWORK__SALES_CHANNEL_NOT_FOUND
    text = "There is no active sales channel with this access key."


class StepUpRequired(Refusal):
    """The user last signed in more than `max_age` seconds ago; `methods` are ways to do it."""

    code = ErrorCode.FRAMEWORK__STEP_UP_REQUIRED
    text = "Sign in again to confirm that it is you."

    def __init__(self, max_age: int, methods: Sequence[str]) -> None:
        super().__init__(maxAge=max_age, methods=list(methods))


class FactorRequired(Refusal):
    """A second factor is missing; `methods` are the user's, none if they have to add one first."""

    code = ErrorCode.FRAMEWORK__FACTOR_REQUIRED
    text = "A second factor is required."

    def __init__(self, methods: Sequence[str] = ()) -> None:
        super().__init__(methods=list(methods))


class RateLimited(Refusal):
    """There were too many attempts; the next is possible after `retry_after` seconds."""

    code = ErrorCode.FRAMEWORK__RATE_LIMIT_EXCEEDED
    text = "Too many attempts."

    def __init__(self, retry_after: int) -> None:
        super().__init__(retryAfter=retry_after)


class NotFound(Refusal):
    """The id belongs to nothing that the user can change."""

    code = ErrorCode.CONTENT__ENTITY_NOT_FOUND
    text = "There is nothing with this id."


class Changed(Refusal):
    """What was to be changed no longer has the values that the client had read."""

    code = ErrorCode.CONTENT__ENTITY_CHANGED
    text = "This was changed meanwhile."

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(fields=sorted(fields))


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
    """A store field that needs a customer was requested by an anonymous client."""

    code = ErrorCode.CHECKOUT__CUSTOMER_NOT_LOGGED_IN
    text = "No customer is logged in."


class BadCredentials(Refusal):
    """The account is unknown, inactive, a guest's or bound elsewhere, or the password is wrong.

    All causes have the same answer, which tells a stranger nothing.
    """

    code = ErrorCode.CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS
    text = "No account matches these credentials."


class ImitationRefused(Refusal):
    """The customer cannot be imitated now; `reasons` are all reasons, `vetoes` plug-ins' words."""

    code = ErrorCode.CHECKOUT__CUSTOMER_IMITATION_REFUSED
    text = "This customer cannot be imitated."

    def __init__(self, reasons: Sequence[str], vetoes: Sequence[str] = ()) -> None:
        words = {"vetoes": list(vetoes)} if vetoes else {}
        super().__init__(reasons=[str(reason) for reason in reasons], **words)


class SupportCodeInvalid(Refusal):
    """The support code is wrong, used or over, or another customer's or channel's.

    All causes have the same answer, which tells nothing.
    """

    code = ErrorCode.CHECKOUT__SUPPORT_CODE_INVALID
    text = "This support code is not valid."


class InvalidToken(Refusal):
    """The token cannot be redeemed. All causes have the same answer, which tells nothing."""

    code = ErrorCode.CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN
    text = "This token is not valid."


class ReadOnly(Refusal):
    """A change was requested in an imitation with read-only access."""

    code = ErrorCode.CHECKOUT__IMITATION_READ_ONLY
    text = "This imitation may only look."


class ClosedToImitators(Refusal):
    """The operation is reserved for the customer; no imitator may call it."""

    code = ErrorCode.CHECKOUT__IMITATION_FORBIDDEN
    text = "This is closed to imitators."


class CartEmpty(Refusal):
    """The cart that was to be ordered has no lines."""

    code = ErrorCode.CHECKOUT__CART_EMPTY
    text = "The cart is empty."
