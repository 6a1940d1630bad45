"""For what a sign-in has to be recent or strong, and when the user has to sign in again."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from auth.errors import FactorRequired, StepUpRequired
from auth.rules import Rules
from auth.sign_in.factors.methods import Factors
from auth.sign_in.sessions import check_step_up
from auth.vocabulary import ImitationAccess

# Operations that need a recent sign-in: they give access, so that a stolen session is not enough.
# An upgrade is judged by another session than that of its request: see resolvers/store/upgrading.
OPERATIONS: Final = frozenset(
    {
        *("generateImitateCustomerToken", "createUser", "updateUser", "resetUserFactors"),
        *("updateRole", "createIntegration", "updateIntegration", "rotateIntegrationSecret"),
        # Of customers' accounts: by an approval, by a password, by the address that gets tokens.
        *("approveImitation", "setCustomerPassword", "createSalesChannel", "updateSalesChannel"),
    }
)


class SignIn(NamedTuple):
    """A sign-in, and whose it is."""

    at: datetime | None  # None: there is none that lives
    factor: str | None  # that came with it
    factors: Factors  # that the user has
    names: AbstractSet[str]  # under which settings speak of the user


def greatest_age(rules: Rules, names: AbstractSet[str]) -> timedelta | None:
    """The strictest of what is required of everybody and of the user's roles; None: no limit."""
    ages = [age for name, age in rules.step_up_roles.items() if name in names]
    if rules.step_up_max_age is not None:
        ages.append(rules.step_up_max_age)
    return min(ages, default=None)


def is_required(rules: Rules) -> bool:
    """Whether anybody has to sign in again for anything."""
    return bool(rules.step_up_max_age is not None or rules.step_up_roles or rules.full_needs_factor)


def check_age(sign_in: SignIn, *, rules: Rules, now: datetime) -> None:
    """Raise StepUpRequired if the sign-in is too old."""
    max_age, methods = greatest_age(rules, sign_in.names), sign_in.factors.all
    check_step_up(sign_in.at, max_age=max_age, methods=methods, now=now)


def check_access(sign_in: SignIn, access: ImitationAccess, *, rules: Rules) -> None:
    """Raise StepUpRequired if the sign-in lacks a factor that full access needs.

    Raises FactorRequired for a user who has no factor to sign in with.
    """
    if access is not ImitationAccess.FULL or not rules.full_needs_factor:
        return
    if sign_in.factor:
        return
    if not sign_in.factors.exist and not sign_in.factors.at_provider:
        raise FactorRequired
    age = greatest_age(rules, sign_in.names) or rules.user_session_lifetime
    raise StepUpRequired(int(age.total_seconds()), sign_in.factors.all)
