"""When a sign-in is enough for an imitation, and when the user has to sign in again."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from auth.errors import FactorRequired, StepUpRequired
from auth.rules import Rules
from auth.sign_in.factors.methods import Factors
from auth.sign_in.sessions import check_step_up
from auth.vocabulary import ImitationAccess


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


def check_sign_in(sign_in: SignIn, access: ImitationAccess, *, rules: Rules, now: datetime) -> None:
    """Raise StepUpRequired if the sign-in is too old, or lacks a factor that full access needs.

    Raises FactorRequired for full access by a user who has no factor to sign in with.
    """
    max_age, methods = greatest_age(rules, sign_in.names), sign_in.factors.all
    check_step_up(sign_in.at, max_age=max_age, methods=methods, now=now)
    if access is not ImitationAccess.FULL or not rules.full_needs_factor:
        return
    if sign_in.factor or sign_in.factors.at_provider:  # which asks for factors of its own
        return
    if not sign_in.factors.exist:
        raise FactorRequired
    age = max_age or rules.user_session_lifetime
    raise StepUpRequired(int(age.total_seconds()), methods)
