"""The error codes: the meaning of each, and their list in the description of a field."""

from collections.abc import Iterable

from auth.errors import Refusal
from auth.vocabulary import ErrorCode
from schema.enums import describe

__all__ = ["ErrorCode", "error_list"]


def error_list(refusals: Iterable[type[Refusal]]) -> str:
    """The one form in which descriptions list error codes: sorted, each as clients receive it."""
    codes = sorted({refusal.code.value for refusal in refusals})
    return f"Errors: {', '.join(f'`{code}`' for code in codes)}."


describe(
    ErrorCode,
    "The values of `errors[].extensions.code`. A client decides by the code; the text of an error "
    "may change. A row of `upsertCustomers` answers it as a field. A name has `_` where the code "
    "has `::`.",
    {
        "UNAUTHENTICATED": (
            "The field needs a signed-in user or an integration. `userLogin` answers the access "
            "token of a user to send, `POST /oauth/token` that of an integration."
        ),
        "FRAMEWORK__PERSON_REQUIRED": (
            "An integration asked for what only a signed-in user may do."
        ),
        "FRAMEWORK__MISSING_PRIVILEGE_ERROR": (
            "The user, or the integration, does not hold every privilege that is needed. "
            "`extensions.missingPrivileges` lists the keys."
        ),
        "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED": (
            "The field needs the header `sw-access-key`."
        ),
        "FRAMEWORK__SALES_CHANNEL_NOT_FOUND": (
            "No active sales channel has the access key that was sent."
        ),
        "FRAMEWORK__STEP_UP_REQUIRED": (
            "The user last signed in more than `extensions.maxAge` seconds ago. Signing in again "
            "renews it (step-up authentication, RFC 9470): `extensions.methods` lists what the "
            "user has for it. PASSWORD goes to `userLogin`, with a code if TOTP or RECOVERY_CODE "
            "is listed; PASSKEY is `beginPasskeyLogin`; PROVIDER is the page "
            "`/auth/oidc/{name}/login` of `User.provider` with the parameter `renew`, 1."
        ),
        "FRAMEWORK__FACTOR_REQUIRED": (
            "The password is right, and a second factor is needed as well: `extensions.methods` "
            "lists those that the user has. TOTP and RECOVERY_CODE are sent to `userLogin` as "
            "`code`, PASSKEY is `beginPasskeyLogin`. An empty list means that a role of the user "
            "requires a factor and they have none: until they add one, nothing else is answered."
        ),
        "FRAMEWORK__RATE_LIMIT_EXCEEDED": (
            "Too many attempts from one address or for one account. The next attempt is accepted "
            "after `extensions.retryAfter` seconds. It also takes the place of every other refusal "
            "of a user or an address that was refused too often; what they may do is still done."
        ),
        "CONTENT__ENTITY_NOT_FOUND": "Nothing that can be changed has the id that was sent.",
        "CONTENT__ENTITY_CHANGED": (
            "Another change came first: the fields in `extensions.fields` no longer have the "
            "values that were sent as expected. Nothing was changed."
        ),
        "VIOLATION_ENTITY_DOES_NOT_EXISTS": (
            "`VIOLATION::ENTITY_DOES_NOT_EXISTS`: the argument in `extensions.field` refers to "
            "something that does not exist."
        ),
        "VIOLATION_INVALID": (
            "`VIOLATION::INVALID`: the argument in `extensions.field` is malformed or out of range."
        ),
        "CHECKOUT__CUSTOMER_NOT_LOGGED_IN": (
            "The field needs a logged-in customer, or the session ended during the request."
        ),
        "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS": (
            "The name and the password do not open an account. An unknown name, a wrong password "
            "and an account that is closed get the same answer in the same time."
        ),
        "CHECKOUT__CUSTOMER_IMITATION_REFUSED": (
            "The customer cannot be imitated. `extensions.reasons` lists every ImitationRefusal, "
            "`extensions.vetoes` the words of plug-ins if VETOED is among them."
        ),
        "CHECKOUT__SUPPORT_CODE_INVALID": (
            "The support code cannot be used. Wrong, used and expired codes, and those of other "
            "customers and sales channels, get the same answer."
        ),
        "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN": (
            "The one-time token cannot be redeemed. Unknown, expired and used tokens, and those "
            "whose user may no longer imitate the customer, get the same answer."
        ),
        "CHECKOUT__IMITATION_READ_ONLY": (
            "The imitation has READ_ONLY access, with which this mutation is refused."
        ),
        "CHECKOUT__IMITATION_FORBIDDEN": (
            "The field is for the customer alone, not for a user who imitates them."
        ),
        "CHECKOUT__CART_EMPTY": "The cart is empty, so that there is nothing to order.",
        "GRAPHQL__LIMIT_EXCEEDED": (
            "The request is larger than is served. For a document, `extensions.limit` names the "
            "limit and `extensions.maximum` its value."
        ),
        "GRAPHQL__BAD_REQUEST": "The HTTP request does not follow GraphQL over HTTP.",
        "GRAPHQL__PARSE_FAILED": "The document is not GraphQL.",
        "GRAPHQL__VALIDATION_FAILED": "The document or its variables do not fit the schema.",
        "PERSISTED_QUERY_NOT_SUPPORTED": (
            "The request holds the hash of a document only. Send the document itself."
        ),
        "UNAVAILABLE": (
            "The server cannot answer now. Ask again after `extensions.retryAfter` seconds. A "
            "mutation took effect completely or not at all: read before you repeat it."
        ),
        "INTERNAL_SERVER_ERROR": (
            "A fault of the server. `extensions.requestId` finds it in the server's log."
        ),
    },
)
