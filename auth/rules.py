"""The settings that rules depend on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from auth.vocabulary import ByName, ConsentRequired

LONGEST_REASON: Final = 500  # characters


@dataclass(frozen=True, slots=True)
class Rules:
    """Read once at start. Every duration is a number of whole seconds in the environment."""

    token_lifetime: timedelta
    imitation_max_duration: timedelta
    imitation_idle_timeout: timedelta
    imitations_per_user: int  # live at the same time
    context_lifetime: timedelta
    user_session_lifetime: timedelta
    user_session_idle_timeout: timedelta
    reason_required: bool
    reason_min_length: int  # characters
    reason_pattern: str | None  # RE2; None: every reason has the form
    reason_categories: tuple[str, ...]  # empty: none is asked for
    consent_required: ConsentRequired
    support_code_lifetime: timedelta
    approval_required: bool  # for every imitation with full access
    approval_lifetime: timedelta
    step_up_max_age: timedelta | None  # None: never required
    step_up_roles: Mapping[str, timedelta]  # by the name of a role; `admin` means super admins
    full_needs_factor: bool  # full access needs a sign-in with a second factor
    factor_required_roles: frozenset[str]  # names of roles; `admin` means super admins as well
    audit_retention: timedelta | None  # None: bodies of the audit log are kept for ever
    audit_by_name: ByName
