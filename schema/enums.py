"""The enums that the schema shares with the rules, with the meaning of every value."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry

from auth.vocabulary import (
    Consent,
    ConsentRequired,
    CustomerSort,
    DeliveryState,
    ImitationAccess,
    ImitationEndReason,
    ImitationRefusal,
    ImitationRequestState,
    ImitationStatus,
    SalesChannelType,
    WebhookEvent,
)

__all__ = [
    "Consent",
    "ConsentRequired",
    "CustomerSort",
    "DeliveryState",
    "ImitationAccess",
    "ImitationEndReason",
    "ImitationRefusal",
    "ImitationRequestState",
    "ImitationStatus",
    "SalesChannelType",
    "WebhookEvent",
]

Words = TypeVar("Words", bound=type[Enum])


def describe(words: Words, description: str, meanings: Mapping[str, str]) -> Words:
    """Make a GraphQL enum of an enum of the rules; every value needs its meaning."""
    strawberry.enum(words, description=description)
    for value in words.__strawberry_definition__.values:  # type: ignore[attr-defined]  # Strawberry puts it there
        value.description = meanings[value.name]
    return words


describe(
    ImitationAccess,
    "What a user may do while they imitate a customer.",
    {
        "READ_ONLY": "See what the customer sees and change nothing: of the shop's mutations, only "
        "login, logout and redemption are accepted.",
        "FULL": "Act as the customer: fill the cart, place orders, change the name. E-mail "
        "address, password, consent and the list of accesses stay closed.",
    },
)
describe(
    ImitationStatus,
    "The state of an imitation. It starts as PENDING, may become ACTIVE, and becomes ENDED once.",
    {
        "PENDING": "The one-time token exists and can be redeemed. There is no session yet.",
        "ACTIVE": "The token was redeemed, and the session lives.",
        "ENDED": "The imitation is over, or the token expired before it was redeemed. "
        "`endReason` names the cause.",
    },
)
describe(
    ImitationRefusal,
    "A reason why a user cannot imitate a customer.",
    {
        "GUEST": "The customer ordered as a guest and has no account.",
        "CUSTOMER_INACTIVE": "The account is deactivated or deleted.",
        "CONSENT_MISSING": "The customer withdrew their consent, or has not given the consent that "
        "the server requires.",
        "NO_TARGET": "The sales channel has no domain on which to log in, or no sales channel is "
        "open to the customer.",
        "BOUND_TO_ANOTHER_CHANNEL": "The account is bound to another sales channel.",
        "CHANNEL_INACTIVE": "The sales channel is deactivated.",
        "MISSING_PRIVILEGE": "The user does not hold the privilege `api_proxy_imitate-customer`.",
        "TOO_MANY_IMITATIONS": "The user has as many live imitations as one user may have at once.",
        "APPROVAL_NEEDED": "Another user has to approve it first: see `requestImitation`. A need, "
        "which `ImitationEligibility.needs` lists: `allowed` is true. Also the answer to a "
        "`requestId` that is no approval, or was used.",
        "SUPPORT_CODE_NEEDED": "The server requires a support code, which the customer makes in "
        "their account. A need, which `ImitationEligibility.needs` lists: `allowed` is true.",
        "VETOED": "A plug-in of the server vetoes it, or has not answered.",
    },
)
describe(
    ImitationRequestState,
    "The state of a request for another user's approval.",
    {
        "OPEN": "It waits for a decision.",
        "APPROVED": "Another user approved it. Its user can generate a token with it.",
        "REFUSED": "Another user refused it.",
        "EXPIRED": "Its time was over before it was decided or used, or its user signed out.",
        "USED": "Its user has generated a token with it.",
    },
)
describe(
    ConsentRequired,
    "Whose consent an imitation needs: the server's setting CONSENT_REQUIRED.",
    {
        "UNLESS_WITHDRAWN": "Nobody's, but customers who withdrew theirs are not imitated.",
        "ALWAYS": "Everybody's: only customers who gave theirs are imitated.",
        "CALL": "As UNLESS_WITHDRAWN, but each imitation needs a support code of the customer.",
        "NEVER": "Nobody's, also where it was withdrawn. Pages offer no choice.",
    },
)
describe(
    ImitationEndReason,
    "The cause that ended an imitation.",
    {
        "TOKEN_EXPIRED": "The token was not redeemed in time.",
        "LOGOUT": "The user logged out of the shop or of the admin.",
        "IDLE_TIMEOUT": "Nothing was done in the session for the idle timeout.",
        "MAX_DURATION": "The imitation reached its maximum duration.",
        "ENDED_BY_USER": "A user ended it in the admin.",
        "USER_DEACTIVATED": "The imitating user was deactivated or deleted.",
        "PRIVILEGE_LOST": "The imitating user lost the privilege to imitate.",
        "CUSTOMER_DEACTIVATED": "The customer was deactivated, deleted, or bound to another sales "
        "channel.",
        "CONSENT_WITHDRAWN": "The customer withdrew their consent, or had not given the one that "
        "the server has required since.",
        "CHANNEL_DEACTIVATED": "The sales channel was deactivated, its type was changed, or "
        "it had lost its domains when the token was redeemed.",
        "PASSWORD_CHANGED": "The customer or the imitating user got a new password.",
        "SUPERSEDED": "A login, or the redemption of another token, in the same client "
        "replaced it.",
    },
)
describe(
    Consent,
    "What a customer has said about being imitated.",
    {
        "NOT_ASKED": "They have never given their consent.",
        "GIVEN": "They agree.",
        "WITHDRAWN": "They had agreed, and no longer do.",
    },
)
describe(
    CustomerSort,
    "The order of a list of customers.",
    {
        "NAME": "By last name, then first name; case and accents do not matter.",
        "NUMBER": "By customer number, as texts are sorted.",
        "LAST_LOGIN": "By the time of the last login, latest first; who never logged in comes "
        "last.",
        "NEWEST": "By the time at which the customer was created, latest first.",
    },
)
describe(
    SalesChannelType,
    "The kind of a sales channel: whose pages take the hand-over of an imitation.",
    {
        "STOREFRONT": "A shop whose pages this server serves on its domains.",
        "HEADLESS": "A shop whose clients use this API alone. It needs no domain.",
        "EXTERNAL": "A shop whose pages another server serves on its domains. That server takes "
        "the hand-over at `landingPath`, and redeems the token by `imitateCustomerLogin`.",
    },
)
describe(
    WebhookEvent,
    "The kind of an event that webhooks are told of.",
    {
        "IMITATION_STARTED": "A token was redeemed: a user acts as the customer.",
        "IMITATION_ENDED": "An imitation ended, or a token that was never redeemed, with its "
        "cause.",
        "IMITATION_REFUSED": "A token was not generated, or not redeemed. Also the one event about "
        "a window in which a user or an address was refused too often.",
        "OPERATION_REFUSED": "A mutation was refused to an imitator, or to a user without the "
        "privilege. Also the one event about a window, unless IMITATION_REFUSED is asked for.",
        "ORDER_PLACED": "An imitator placed an order.",
        "CONSENT_CHANGED": "A customer's consent to be imitated was given or withdrawn.",
        "IMITATION_REQUESTED": "A user asks for another user's approval of an imitation.",
        "IMITATION_DECIDED": "Another user approved or refused such a request.",
        "USER_SIGNED_IN": "A user signed in from a browser or a network that they had not used in "
        "their other sign-ins of the last days.",
        "EMERGENCY_SIGN_IN": "A user of `EMERGENCY_ACCOUNTS` signed in.",
        "TEST": "What `testWebhook` sends. No webhook can ask for it.",
    },
)
describe(
    DeliveryState,
    "The state of a delivery.",
    {
        "WAITING": "It will be sent, or sent again: for three days from the first attempt.",
        "DELIVERED": "The receiver answered with a status of 200 to 299.",
        "FAILED": "It was not answered for three days, or is a test that was not answered.",
    },
)
