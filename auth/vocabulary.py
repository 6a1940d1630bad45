"""The enums that rules, storage and schema share."""

from enum import StrEnum


class ImitationAccess(StrEnum):
    """What an imitator may do: look, or act as the customer would."""

    READ_ONLY = "READ_ONLY"
    FULL = "FULL"


class ImitationEndReason(StrEnum):
    """Why an imitation is over."""

    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a reason
    LOGOUT = "LOGOUT"
    IDLE_TIMEOUT = "IDLE_TIMEOUT"
    MAX_DURATION = "MAX_DURATION"
    ENDED_BY_USER = "ENDED_BY_USER"
    USER_DEACTIVATED = "USER_DEACTIVATED"
    PRIVILEGE_LOST = "PRIVILEGE_LOST"
    CUSTOMER_DEACTIVATED = "CUSTOMER_DEACTIVATED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CHANNEL_DEACTIVATED = "CHANNEL_DEACTIVATED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a reason
    SUPERSEDED = "SUPERSEDED"


class ImitationStatus(StrEnum):
    """Where an imitation is between its token and its end."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class ImitationRefusal(StrEnum):
    """Why a customer cannot be imitated."""

    GUEST = "GUEST"
    CUSTOMER_INACTIVE = "CUSTOMER_INACTIVE"
    CONSENT_MISSING = "CONSENT_MISSING"
    NO_TARGET = "NO_TARGET"
    BOUND_TO_ANOTHER_CHANNEL = "BOUND_TO_ANOTHER_CHANNEL"
    CHANNEL_INACTIVE = "CHANNEL_INACTIVE"
    MISSING_PRIVILEGE = "MISSING_PRIVILEGE"
    TOO_MANY_IMITATIONS = "TOO_MANY_IMITATIONS"


class SalesChannelType(StrEnum):
    """A storefront has pages of its own; a headless channel is an API client."""

    STOREFRONT = "STOREFRONT"
    HEADLESS = "HEADLESS"
