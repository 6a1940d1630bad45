"""The enums that rules and schema share, and whose values storage keeps."""

from enum import StrEnum, auto


class _Words(StrEnum):
    """An enum whose values are the names of its members."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name


class ImitationAccess(_Words):
    """What an imitator may do: only read, or act as the customer."""

    READ_ONLY = auto()
    FULL = auto()


class ImitationEndReason(_Words):
    """Why an imitation ended."""

    TOKEN_EXPIRED = auto()
    LOGOUT = auto()
    IDLE_TIMEOUT = auto()
    MAX_DURATION = auto()
    ENDED_BY_USER = auto()
    USER_DEACTIVATED = auto()
    PRIVILEGE_LOST = auto()
    CUSTOMER_DEACTIVATED = auto()
    CONSENT_WITHDRAWN = auto()
    CHANNEL_DEACTIVATED = auto()
    PASSWORD_CHANGED = auto()
    SUPERSEDED = auto()


class ImitationStatus(_Words):
    """The state of an imitation."""

    PENDING = auto()
    ACTIVE = auto()
    ENDED = auto()


class ImitationRefusal(_Words):
    """Why a customer cannot be imitated."""

    GUEST = auto()
    CUSTOMER_INACTIVE = auto()
    CONSENT_MISSING = auto()
    NO_TARGET = auto()
    BOUND_TO_ANOTHER_CHANNEL = auto()
    CHANNEL_INACTIVE = auto()
    MISSING_PRIVILEGE = auto()
    TOO_MANY_IMITATIONS = auto()
    APPROVAL_NEEDED = auto()
    SUPPORT_CODE_NEEDED = auto()
    VETOED = auto()


class ImitationRequestState(_Words):
    """The state of a request for another user's approval."""

    OPEN = auto()
    APPROVED = auto()
    REFUSED = auto()
    EXPIRED = auto()
    USED = auto()


class CustomerSort(_Words):
    """The order of a list of customers."""

    NAME = auto()
    NUMBER = auto()
    LAST_LOGIN = auto()
    NEWEST = auto()


class SalesChannelType(_Words):
    """A storefront has pages here, an external channel elsewhere; a headless one has none."""

    STOREFRONT = auto()
    HEADLESS = auto()
    EXTERNAL = auto()


class WebhookEvent(_Words):
    """The kinds of events that webhooks are told."""

    IMITATION_STARTED = auto()
    IMITATION_ENDED = auto()
    IMITATION_REFUSED = auto()
    OPERATION_REFUSED = auto()
    ORDER_PLACED = auto()
    CONSENT_CHANGED = auto()
    IMITATION_REQUESTED = auto()
    IMITATION_DECIDED = auto()
    USER_SIGNED_IN = auto()
    EMERGENCY_SIGN_IN = auto()
    TEST = auto()  # sent on demand; no webhook asks for it


class DeliveryState(_Words):
    """The state of a delivery to a webhook."""

    WAITING = auto()
    DELIVERED = auto()
    FAILED = auto()


class ErrorCode(_Words):
    """Values of `errors[].extensions.code`; the names of the members are the GraphQL values."""

    UNAUTHENTICATED = auto()
    FRAMEWORK__PERSON_REQUIRED = auto()
    FRAMEWORK__MISSING_PRIVILEGE_ERROR = auto()
    FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED = auto()
    FRAMEWORK__SALES_CHANNEL_NOT_FOUND = auto()
    FRAMEWORK__STEP_UP_REQUIRED = auto()
    FRAMEWORK__FACTOR_REQUIRED = auto()
    FRAMEWORK__RATE_LIMIT_EXCEEDED = auto()
    CONTENT__ENTITY_NOT_FOUND = auto()
    CONTENT__ENTITY_CHANGED = auto()
    VIOLATION_ENTITY_DOES_NOT_EXISTS = "VIOLATION::ENTITY_DOES_NOT_EXISTS"
    VIOLATION_INVALID = "VIOLATION::INVALID"
    CHECKOUT__CUSTOMER_NOT_LOGGED_IN = auto()
    CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS = auto()
    CHECKOUT__CUSTOMER_IMITATION_REFUSED = auto()
    CHECKOUT__SUPPORT_CODE_INVALID = auto()
    CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN = auto()
    CHECKOUT__IMITATION_READ_ONLY = auto()
    CHECKOUT__IMITATION_FORBIDDEN = auto()
    CHECKOUT__CART_EMPTY = auto()
    GRAPHQL__LIMIT_EXCEEDED = auto()
    GRAPHQL__BAD_REQUEST = auto()
    GRAPHQL__PARSE_FAILED = auto()
    GRAPHQL__VALIDATION_FAILED = auto()
    PERSISTED_QUERY_NOT_SUPPORTED = auto()
    UNAVAILABLE = auto()
    INTERNAL_SERVER_ERROR = auto()


class Consent(_Words):
    """What a customer has said about being imitated."""

    NOT_ASKED = auto()
    GIVEN = auto()
    WITHDRAWN = auto()


class CheckKind(StrEnum):
    """What a check of the server judges: production does not start on a failed configuration."""

    CONFIGURATION = "configuration"  # what operators decide before the start
    STATE = "state"  # what may change while the server runs


class Verdict(StrEnum):
    """How bad a finding about the server is."""

    OK = "ok"
    WARNING = "warning"
    WAIVED = "waived"  # failed, and named in WAIVE
    FAILED = "failed"


class ConsentRequired(StrEnum):
    """Whose consent an imitation needs."""

    UNLESS_WITHDRAWN = "unless-withdrawn"  # nobody's, but a customer who withdrew it is refused
    ALWAYS = "always"
    CALL = "call"  # as the first, but each imitation needs a support code or an approval
    NEVER = "never"  # nobody's, also where it was withdrawn


class ByName(StrEnum):
    """How customers are told who was in their account."""

    NAME = "name"
    ROLE = "role"
    ALIAS = "alias"
