"""Decides which imitations need another user's approval, and which users may give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from auth.vocabulary import ImitationAccess, ImitationRequestState

CLEARED: Final = timedelta(hours=24)  # in which those who took a need away still have it


@dataclass(frozen=True, slots=True)
class Clearing:
    """When, and by which user, something ceased to need approvals; None: by a machine."""

    at: datetime | None
    by: str | None

    def is_recent(self, now: datetime) -> bool:
        """Whether it still counts against those who did it."""
        return self.at is not None and now - self.at < CLEARED


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What the need of an approval depends on.

    `cleared`: the user, or a machine, has taken away such a need in the last 24 hours.
    """

    role_needs: bool
    customer_needs: bool
    cleared: bool


NOTHING_NEEDS: Final = ApprovalFacts(role_needs=False, customer_needs=False, cleared=False)


@dataclass(frozen=True, slots=True)
class Approver:
    """A user, with who made them, and who gave them the privilege to approve.

    Both are closed: who made a maker, or set their password, is a maker, too. Each way in which the
    user holds the privilege has its givers.
    """

    makers: frozenset[str]  # the user themselves among them
    ways: Sequence[frozenset[str]]

    def is_independent_of(self, requester_id: str) -> bool:
        """Whether an approval by this user is not one of the requester's own, by a detour."""
        return requester_id not in self.makers and any(
            requester_id not in givers for givers in self.ways
        )


def needs_approval(access: ImitationAccess, facts: ApprovalFacts, *, everywhere: bool) -> bool:
    """Whether the imitation needs an approval; looking alone never does."""
    needed = everywhere or facts.role_needs or facts.customer_needs or facts.cleared
    return access is ImitationAccess.FULL and needed


def is_cleared_by(
    user_id: str,
    clearings: Sequence[Clearing],
    makers: Mapping[str, frozenset[str]],
    *,
    now: datetime,
) -> bool:
    """Whether one of the clearings counts against the user.

    `makers` are those of the users who cleared. A machine has no person who answers for it: what it
    clears counts against all.
    """
    return any(
        clearing.by is None or user_id in makers.get(clearing.by, {clearing.by})
        for clearing in clearings
        if clearing.is_recent(now)
    )


def state_of(stored: str, expires_at: datetime, *, now: datetime) -> ImitationRequestState:
    """The state of a request at this time, of which storage knows all but the running out."""
    state = ImitationRequestState(stored)
    unused = (ImitationRequestState.OPEN, ImitationRequestState.APPROVED)
    return ImitationRequestState.EXPIRED if state in unused and expires_at <= now else state
