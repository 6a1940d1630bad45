"""The mutations that are open to an imitator."""

import pytest

from auth.errors import Refusal
from auth.imitation.operations import OPEN_TO_IMITATORS, check
from auth.vocabulary import ErrorCode, ImitationAccess

READ_ONLY, FULL = ImitationAccess.READ_ONLY, ImitationAccess.FULL
SESSION = ["customerLogin", "customerLogout", "imitateCustomerLogin", "upgradeImitation"]
ACTING = [
    "addCartItem",
    "updateCartItem",
    "removeCartItem",
    "placeOrder",
    "updateContext",
    "updateProfile",
]
CLOSED = [
    "changeEmail",
    "changePassword",
    "createSupportCode",
    "setImitationConsent",
    "",
    "notYetWritten",
]


def code(mutation: str, access: ImitationAccess | None) -> ErrorCode | None:
    try:
        check(mutation, access)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("mutation", SESSION)
@pytest.mark.parametrize("access", ImitationAccess)
def test_who_the_client_is_may_always_change(mutation: str, access: ImitationAccess) -> None:
    assert code(mutation, access) is None


@pytest.mark.parametrize("mutation", ACTING)
def test_acting_for_the_customer_needs_full_access(mutation: str) -> None:
    assert code(mutation, FULL) is None
    assert code(mutation, READ_ONLY) == "CHECKOUT__IMITATION_READ_ONLY"


@pytest.mark.parametrize("mutation", CLOSED)
def test_what_is_not_listed_is_closed(mutation: str) -> None:
    assert code(mutation, FULL) == "CHECKOUT__IMITATION_FORBIDDEN"
    assert code(mutation, READ_ONLY) == "CHECKOUT__IMITATION_READ_ONLY"


@pytest.mark.parametrize("mutation", SESSION + ACTING + CLOSED)
def test_customers_themselves_may_do_everything(mutation: str) -> None:
    assert code(mutation, None) is None


def test_nothing_else_is_open() -> None:
    assert sorted(OPEN_TO_IMITATORS) == sorted(SESSION + ACTING)
