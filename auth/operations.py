"""Which store mutations may an imitator call? An allow-list: what is not here is closed to all."""

from enum import StrEnum
from typing import Final

from auth.errors import ClosedToImitators, ReadOnly, Refusal
from auth.vocabulary import ImitationAccess


class Openness(StrEnum):
    """How far a mutation is open to imitators."""

    SESSION = "SESSION"  # changes who the client is, not what the customer owns
    FULL = "FULL"  # acts for the customer: needs full access


OPEN_TO_IMITATORS: Final[dict[str, Openness]] = {
    "customerLogin": Openness.SESSION,
    "customerLogout": Openness.SESSION,
    "imitateCustomerLogin": Openness.SESSION,
    "addCartItem": Openness.FULL,
    "updateCartItem": Openness.FULL,
    "removeCartItem": Openness.FULL,
    "placeOrder": Openness.FULL,
    "updateContext": Openness.FULL,
    "updateProfile": Openness.FULL,
}

# Named so that the schema can say it. A mutation that is in neither table is closed, too.
CLOSED_TO_IMITATORS: Final = frozenset({"changeEmail", "changePassword", "setImitationConsent"})


def check(mutation: str, access: ImitationAccess | None) -> None:
    """Raise ClosedToImitators or ReadOnly; `access` None is the customer himself."""
    if access is None:
        return
    openness = OPEN_TO_IMITATORS.get(mutation)
    if openness is Openness.SESSION:
        return
    if access is not ImitationAccess.FULL:
        raise ReadOnly
    if openness is None:
        raise ClosedToImitators


def refusals(field: str) -> tuple[type[Refusal], ...]:
    """The refusals with which `check` answers an imitator; none for fields that are not here."""
    if field in CLOSED_TO_IMITATORS:
        return ReadOnly, ClosedToImitators
    return (ReadOnly,) if OPEN_TO_IMITATORS.get(field) is Openness.FULL else ()
