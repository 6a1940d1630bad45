"""The store mutations that imitators may call. A mutation that is not listed is closed to them."""

from enum import StrEnum
from typing import Final

from auth.errors import ClosedToImitators, ReadOnly, Refusal
from auth.vocabulary import ImitationAccess


class OpenTo(StrEnum):
    """The imitations in which a mutation may be called."""

    EVERY_IMITATION = "EVERY_IMITATION"  # it changes the session; the customer's data stay
    FULL_ACCESS = "FULL_ACCESS"  # it acts for the customer


OPEN_TO_IMITATORS: Final[dict[str, OpenTo]] = {
    "customerLogin": OpenTo.EVERY_IMITATION,
    "customerLogout": OpenTo.EVERY_IMITATION,
    "imitateCustomerLogin": OpenTo.EVERY_IMITATION,
    "upgradeImitation": OpenTo.EVERY_IMITATION,
    "addCartItem": OpenTo.FULL_ACCESS,
    "updateCartItem": OpenTo.FULL_ACCESS,
    "removeCartItem": OpenTo.FULL_ACCESS,
    "placeOrder": OpenTo.FULL_ACCESS,
    "updateContext": OpenTo.FULL_ACCESS,
    "updateProfile": OpenTo.FULL_ACCESS,
}

# Listed so that the schema can describe them. A mutation in neither list is closed too.
CLOSED_TO_IMITATORS: Final = frozenset(
    {"changeEmail", "changePassword", "createSupportCode", "setImitationConsent"}
)


def check(mutation: str, access: ImitationAccess | None) -> None:
    """Raise ClosedToImitators or ReadOnly; `access` is None if the customer acts."""
    if access is None:
        return
    open_to = OPEN_TO_IMITATORS.get(mutation)
    if open_to is OpenTo.EVERY_IMITATION:
        return
    if access is not ImitationAccess.FULL:
        raise ReadOnly
    if open_to is None:
        raise ClosedToImitators


def refusals(field: str) -> tuple[type[Refusal], ...]:
    """The refusals with which `check` answers an imitator; none for fields that are not here."""
    if field in CLOSED_TO_IMITATORS:
        return ReadOnly, ClosedToImitators
    return (ReadOnly,) if OPEN_TO_IMITATORS.get(field) is OpenTo.FULL_ACCESS else ()
