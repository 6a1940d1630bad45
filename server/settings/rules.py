"""The settings that the rules in `auth/` depend on; durations are whole seconds."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
)

from auth.imitation import reasons
from auth.rules import LONGEST_REASON, Rules
from auth.vocabulary import ByName, ConsentRequired
from server.settings.comma_separated import SPLIT

_FLAG: Final = TypeAdapter(bool)
_ROLE_AND_AGE: Final = re.compile(r"[^=].*= *[0-9]{1,5}")


def _check_roles_and_ages(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not all(map(_ROLE_AND_AGE.fullmatch, texts)):
        raise ValueError("must name roles, each with whole seconds: Support=900,admin=300")
    if len(dict(map(_role_and_age, texts))) < len(texts):
        raise ValueError("must name each role once")
    return texts


def _role_and_age(text: str) -> tuple[str, timedelta]:
    name, _, seconds = text.rpartition("=")
    return name.strip(), timedelta(seconds=int(seconds))


def _consent_required(value: Any) -> Any:  # noqa: ANN401 - pydantic's own
    """The setting was a flag in earlier releases, whose words are read as the word of today."""
    try:
        flag = _FLAG.validate_python(value)
    except ValidationError:
        return value.lower() if isinstance(value, str) else value
    return ConsentRequired.ALWAYS if flag else ConsentRequired.NEVER


class RuleSettings(BaseModel):
    """Lifetimes of tokens and sessions, and what an imitation requires."""

    token_lifetime: Annotated[int, Field(ge=1, le=3600)] = 60
    imitation_max_duration: Annotated[int, Field(ge=1, le=86_400)] = 3600
    imitation_idle_timeout: Annotated[int, Field(ge=1, le=86_400)] = 900
    imitations_per_user: Annotated[int, Field(ge=1, le=1000)] = 5
    context_lifetime: Annotated[int, Field(ge=1, le=31_536_000)] = 86_400
    user_session_lifetime: Annotated[int, Field(ge=1, le=2_592_000)] = 28_800
    user_session_idle_timeout: Annotated[int, Field(ge=1, le=2_592_000)] = 1800
    reason_required: bool = False
    reason_min_length: Annotated[int, Field(ge=1, le=LONGEST_REASON)] = 10
    reason_pattern: Annotated[str, AfterValidator(reasons.check_pattern)] | None = None
    reason_categories: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(reasons.check_categories)
    ] = ()
    consent_required: Annotated[ConsentRequired, BeforeValidator(_consent_required)] = (
        ConsentRequired.UNLESS_WITHDRAWN
    )
    support_code_lifetime: Annotated[int, Field(ge=60, le=3600)] = 600
    approval_required: bool = False
    approval_lifetime: Annotated[int, Field(ge=1, le=86_400)] = 900
    step_up_max_age: Annotated[int | None, Field(ge=0, le=86_400)] = None  # None: no step-up
    step_up_roles: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(_check_roles_and_ages)
    ] = ()  # names of roles, each with seconds
    full_needs_factor: bool = False
    factor_required_roles: Annotated[tuple[str, ...], SPLIT] = ()  # names of roles
    audit_retention: Annotated[int | None, Field(ge=1, le=36_500)] = None  # days; None: for ever
    audit_by_name: ByName = ByName.NAME

    @property
    def rules(self) -> Rules:
        """The same as values of the rules."""
        step_up, days = self.step_up_max_age, self.audit_retention
        return Rules(
            token_lifetime=timedelta(seconds=self.token_lifetime),
            imitation_max_duration=timedelta(seconds=self.imitation_max_duration),
            imitation_idle_timeout=timedelta(seconds=self.imitation_idle_timeout),
            imitations_per_user=self.imitations_per_user,
            context_lifetime=timedelta(seconds=self.context_lifetime),
            user_session_lifetime=timedelta(seconds=self.user_session_lifetime),
            user_session_idle_timeout=timedelta(seconds=self.user_session_idle_timeout),
            reason_required=self.reason_required,
            reason_min_length=self.reason_min_length,
            reason_pattern=self.reason_pattern,
            reason_categories=self.reason_categories,
            consent_required=self.consent_required,
            support_code_lifetime=timedelta(seconds=self.support_code_lifetime),
            approval_required=self.approval_required,
            approval_lifetime=timedelta(seconds=self.approval_lifetime),
            step_up_max_age=None if step_up is None else timedelta(seconds=step_up),
            step_up_roles=dict(map(_role_and_age, self.step_up_roles)),
            full_needs_factor=self.full_needs_factor,
            factor_required_roles=frozenset(self.factor_required_roles),
            audit_retention=None if days is None else timedelta(days=days),
            audit_by_name=self.audit_by_name,
        )
