"""The vetoes of plug-ins: what a plug-in is asked about, and for how long its answer counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from auth.texts import visible_text
from auth.vocabulary import ImitationRefusal

LONGEST: Final = 200  # characters of a veto
COUNTS_FOR: Final = timedelta(seconds=2)  # from the question to the decision
_READ: Final = 20 * LONGEST  # characters; more of a plug-in's text is not looked at
_NOT_PRINTED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Step(StrEnum):
    """When a plug-in is asked."""

    CARD = "card"  # a user looks at the customer
    GENERATE = "generate"
    REDEEM = "redeem"
    UPGRADE = "upgrade"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a plug-in is asked about; docs/plugins.md describes each value to its authors.

    On the card, channel, access and reason are not chosen yet: they are None.
    """

    step: str
    user_id: str
    username: str
    customer_id: str
    customer_number: str
    customer_external_id: str | None
    customer_email: str
    sales_channel_id: str | None
    access: str | None
    reason: str | None
    reason_category: str | None


@dataclass(frozen=True, slots=True)
class Veto:
    """A plug-in, and its words."""

    plugin: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What all plug-ins have answered about an attempt."""

    attempt: Attempt
    asked_at: datetime
    vetoes: Sequence[Veto]

    def counts_for(self, attempt: Attempt, *, now: datetime) -> bool:
        """Whether it is about the same facts, and new enough to decide by."""
        return attempt == self.attempt and timedelta(0) <= now - self.asked_at <= COUNTS_FOR


def bounded(text: str) -> str:
    """A plug-in's words as one line of at most 200 characters, of which nothing is hidden.

    Empty if nothing of them is seen.
    """
    shown = visible_text.name(_NOT_PRINTED.sub(" ", text[:_READ]))
    words = " ".join(shown.split())
    if not visible_text.length(words):
        return ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def with_vetoes(
    refusals: Sequence[ImitationRefusal], vetoes: Sequence[Veto]
) -> list[ImitationRefusal]:
    """The refusals; VETOED is the last of them if a plug-in has vetoed."""
    return [*refusals, ImitationRefusal.VETOED] if vetoes else list(refusals)
