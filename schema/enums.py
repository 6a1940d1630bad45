"""Which words does the schema share with the rules, and what does each of them mean?"""

from enum import Enum
from typing import TypeVar

import strawberry

from auth.errors import ErrorCode
from auth.vocabulary import (
    ImitationAccess,
    ImitationEndReason,
    ImitationRefusal,
    ImitationStatus,
    SalesChannelType,
)

Words = TypeVar("Words", bound=type[Enum])


def _described(words: Words, description: str, meanings: dict[str, str]) -> Words:
    """Make a GraphQL enum of the rules' own; every value gets its description."""
    strawberry.enum(words, description=description)
    for value in words.__strawberry_definition__.values:  # type: ignore[attr-defined]  # Strawberry puts it there
        value.description = meanings[value.name]
    return words


_described(
    ImitationAccess,
    "What an imitator may do.",
    {
        "READ_ONLY": "Look only: every store mutation but login, logout and redemption is refused.",
        "FULL": "Act as the customer would; what is the customer's own stays closed.",
    },
)
_described(
    ImitationStatus,
    "Where an imitation is between its token and its end.",
    {
        "PENDING": "The token waits to be redeemed.",
        "ACTIVE": "The token was redeemed and the session lives.",
        "ENDED": "Over. `endReason` says why.",
    },
)
_described(
    ImitationRefusal,
    "Why a customer cannot be imitated.",
    {
        "GUEST": "The customer ordered as a guest and has no account.",
        "CUSTOMER_INACTIVE": "The account is switched off.",
        "CONSENT_MISSING": "Consent is required here and the customer has not given it.",
        "NO_TARGET": "There is no storefront with a domain to log in to.",
        "BOUND_TO_ANOTHER_CHANNEL": "The account belongs to another sales channel.",
        "CHANNEL_INACTIVE": "The sales channel is switched off.",
        "MISSING_PRIVILEGE": "The user lacks the privilege api_proxy_imitate-customer.",
        "TOO_MANY_IMITATIONS": "The user has as many live imitations as he may have at once.",
    },
)
_described(
    ImitationEndReason,
    "Why an imitation is over.",
    {
        "TOKEN_EXPIRED": "Nobody redeemed the token in time.",
        "LOGOUT": "The imitator logged out, in the shop or in the admin.",
        "IDLE_TIMEOUT": "The imitator did nothing for the idle timeout.",
        "MAX_DURATION": "The imitation lasted as long as one may.",
        "ENDED_BY_USER": "A user ended it in the admin.",
        "USER_DEACTIVATED": "The imitating user was switched off or deleted.",
        "PRIVILEGE_LOST": "The imitating user lost the privilege.",
        "CUSTOMER_DEACTIVATED": "The customer was switched off, deleted or bound elsewhere.",
        "CONSENT_WITHDRAWN": "The customer withdrew the consent.",
        "CHANNEL_DEACTIVATED": "The sales channel was switched off.",
        "PASSWORD_CHANGED": "The customer or the imitating user got a new password.",
        "SUPERSEDED": "The client logged in anew, as somebody else or once more.",
    },
)
_described(
    SalesChannelType,
    "What kind of shop a sales channel is.",
    {
        "STOREFRONT": "It has pages of its own, on its domains.",
        "HEADLESS": "Its clients use the API; it needs no domain.",
    },
)
_described(
    ErrorCode,
    "What `errors[].extensions.code` can say; `::` is written `_` here. Listed for clients to "
    "generate from; no field answers it.",
    {
        "UNAUTHENTICATED": "An admin field was asked for without a live user session.",
        "FRAMEWORK__MISSING_PRIVILEGE_ERROR": (
            "The user lacks a privilege; `missingPrivileges` names it."
        ),
        "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED": (
            "A store field was asked for without the header sw-access-key."
        ),
        "FRAMEWORK__SALES_CHANNEL_NOT_FOUND": "The access key names no active sales channel.",
        "FRAMEWORK__STEP_UP_REQUIRED": (
            "The last password check is older than `maxAge` seconds: `userLogin` again."
        ),
        "FRAMEWORK__RATE_LIMIT_EXCEEDED": "Too many attempts; wait `retryAfter` seconds.",
        "CONTENT__ENTITY_NOT_FOUND": "The id names nothing that could be changed.",
        "VIOLATION_ENTITY_DOES_NOT_EXISTS": (
            "`VIOLATION::ENTITY_DOES_NOT_EXISTS`: the argument `field` refers to nothing."
        ),
        "VIOLATION_INVALID": "`VIOLATION::INVALID`: the argument `field` cannot be used.",
        "CHECKOUT__CUSTOMER_NOT_LOGGED_IN": "A store field needs a customer and there is none.",
        "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS": "No account matches; nothing more is said.",
        "CHECKOUT__CUSTOMER_IMITATION_REFUSED": (
            "The customer cannot be imitated; `reasons` holds every ImitationRefusal."
        ),
        "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN": "The token redeems nothing, whatever why.",
        "CHECKOUT__IMITATION_READ_ONLY": "The imitation may only look.",
        "CHECKOUT__IMITATION_FORBIDDEN": "The operation is closed to every imitator.",
        "CHECKOUT__CART_EMPTY": "There is nothing in the cart to order.",
        "GRAPHQL__LIMIT_EXCEEDED": (
            "The request is larger or deeper than is served; of a document `limit` says in what."
        ),
        "GRAPHQL__BAD_REQUEST": "The HTTP request is not GraphQL over HTTP.",
        "GRAPHQL__PARSE_FAILED": "The document is not GraphQL.",
        "GRAPHQL__VALIDATION_FAILED": "The document or its variables do not fit the schema.",
        "PERSISTED_QUERY_NOT_SUPPORTED": (
            "Only the hash of a document was sent; send the document itself."
        ),
        "UNAVAILABLE": (
            "No answer now; ask again after `retryAfter` seconds. A mutation was done wholly or "
            "not at all: look before you repeat it."
        ),
        "INTERNAL_SERVER_ERROR": "A fault of ours; `requestId` finds it in the log.",
    },
)

__all__ = [
    "ErrorCode",
    "ImitationAccess",
    "ImitationEndReason",
    "ImitationRefusal",
    "ImitationStatus",
    "SalesChannelType",
]
