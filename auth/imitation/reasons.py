"""Decides which reason for an imitation is enough, as the settings say."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from auth.bounds import REASON_CATEGORIES
from auth.errors import Invalid
from auth.rules import LONGEST_REASON, Rules
from auth.texts.arguments import line

LONGEST_CATEGORY: Final = 64  # characters
LONGEST_PATTERN: Final = 500  # characters
_MEMORY: Final = 1 << 20  # bytes: matching takes linear time also without a cache


def reason(value: str | None, rules: Rules) -> str | None:
    """The reason to store; None if not required."""
    if value is None and not rules.reason_required:
        return None
    return required_reason(value or "", rules)


def required_reason(value: str, rules: Rules) -> str:
    """The reason to store: one line that the pattern finds something in."""
    text = line(value, field="reason", shortest=rules.reason_min_length, longest=LONGEST_REASON)
    if rules.reason_pattern is not None and _search(rules.reason_pattern)(text) is None:
        raise Invalid("reason", "The reason does not have the form that the server requires.")
    return text


def category(value: str | None, rules: Rules) -> str | None:
    """The category to store; None where none is required, or there are no categories."""
    if value is None and not (rules.reason_required and rules.reason_categories):
        return None
    if value not in rules.reason_categories:
        raise Invalid("reasonCategory", "There is no such category.")
    return value


def check_pattern(pattern: str) -> str:
    """The pattern; raises ValueError for one that RE2 cannot read."""
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
    _search(pattern)
    return pattern


def check_categories(values: Sequence[str]) -> tuple[str, ...]:
    """The categories in their normal form, in this order; raises ValueError."""
    try:
        found = [line(value, field="category", longest=LONGEST_CATEGORY) for value in values]
    except Invalid:
        raise ValueError(f"a category has 1 to {LONGEST_CATEGORY} characters") from None
    if len(found) > REASON_CATEGORIES:
        raise ValueError(f"there are at most {REASON_CATEGORIES} categories")
    if len({each.casefold() for each in found}) < len(found):
        raise ValueError("two categories are equal")
    return tuple(found)


@lru_cache(maxsize=1)  # a process has one
def _search(pattern: str) -> Callable[[str], object]:
    """Finds the pattern in a text, or None; raises ValueError for one that RE2 cannot read."""
    import re2  # noqa: PLC0415 - it takes 1.6 MB, and few servers have a pattern

    options = re2.Options()
    options.log_errors = False  # to standard error, past the log
    options.max_mem = _MEMORY
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(f"RE2 cannot read the pattern: {_told(error)}") from None
    search: Callable[[str], object] = compiled.search
    return search


def _told(error: Exception) -> str:
    """RE2 tells of errors in bytes."""
    (cause,) = error.args
    return cause.decode() if isinstance(cause, bytes) else str(cause)
