"""Plans the imitations of the demo's past: who, as whom, when, why and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from auth.rules import Rules
from auth.vocabulary import ImitationAccess, ImitationEndReason

DAYS: Final = 30
A_DAY: Final = (6, 5, 7, 5, 4, 2, 0)  # imitations on Monday, Tuesday…
AGENTS: Final = ("mara", "mara", "tom", "mara", "tom")  # by turns
BEGIN: Final = timedelta(hours=8, minutes=10)
APART: Final = timedelta(minutes=68)  # longer than the longest imitation
APPROVED_EACH, CODE_EACH = 14, 11  # one of so many
ACCESSES: Final = (*(ImitationAccess.FULL,) * 3, ImitationAccess.READ_ONLY, ImitationAccess.FULL)
REASONS: Final = (
    "Ticket 48{:03}: the voucher is not taken off",
    "Ticket 48{:03}: orders by telephone",
    "Ticket 48{:03}: cannot find the last invoice",
    "Ticket 48{:03}: the cart is empty after signing in",
    "Ticket 48{:03}: asks for another colour of the same order",
    None,
    "Ticket 48{:03}: wrong quantity in the cart",
    "Ticket 48{:03}: the delivery address is not accepted",
)
CAUSES: Final = (
    *(ImitationEndReason.LOGOUT,) * 3, ImitationEndReason.IDLE_TIMEOUT,
    *(ImitationEndReason.LOGOUT,) * 2, ImitationEndReason.TOKEN_EXPIRED,
    *(ImitationEndReason.LOGOUT,) * 2, ImitationEndReason.ENDED_BY_USER,
    ImitationEndReason.IDLE_TIMEOUT, ImitationEndReason.LOGOUT, ImitationEndReason.MAX_DURATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """One imitation. `started_at` is None where the token was not redeemed in time."""

    number: int
    agent: str
    customer: int  # position among the generated customers
    channel: str
    reason: str | None
    access: ImitationAccess
    cause: ImitationEndReason
    at: datetime
    started_at: datetime | None
    last_used_at: datetime | None
    ended_at: datetime

    @property
    def orders(self) -> bool:
        """Whether the agent orders for the customer."""
        return self.started_at is not None and self.may_change and self.number % 3 == 0

    @property
    def is_approved(self) -> bool:
        """Whether another user has approved it."""
        return self.may_change and self.reason is not None and not self.number % APPROVED_EACH

    @property
    def has_code(self) -> bool:
        """Whether the customer has told the agent a support code."""
        return not self.number % CODE_EACH and not self.is_approved

    @property
    def may_change(self) -> bool:
        return self.access is ImitationAccess.FULL


def working_days(today: datetime) -> Iterator[datetime]:
    """The midnights of the days before today on which agents work."""
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight - timedelta(days=back) for back in range(DAYS, 0, -1))
    return (day for day in days if A_DAY[day.weekday()])


def visits(today: datetime, rules: Rules, *, customers: int) -> Iterator[Visit]:
    """The imitations of the days before today, oldest first; `customers` are at least one."""
    number = 0
    for day in working_days(today):
        for turn in range(A_DAY[day.weekday()]):
            at = day + BEGIN + turn * APART + timedelta(seconds=number * 97 % 480)
            yield _visit(number, at, rules, customers)
            number += 1


def _visit(number: int, at: datetime, rules: Rules, customers: int) -> Visit:
    cause, reason = CAUSES[number % len(CAUSES)], REASONS[number % len(REASONS)]
    redeemed = cause is not ImitationEndReason.TOKEN_EXPIRED
    started_at = at + timedelta(seconds=3 + number % 9) if redeemed else None
    last_used_at = started_at and started_at + timedelta(minutes=2 + number * 7 % 11)
    if started_at and cause is ImitationEndReason.MAX_DURATION:
        last_used_at = started_at + rules.imitation_max_duration - timedelta(minutes=3)
    return Visit(
        number=number,
        agent=AGENTS[number % len(AGENTS)],
        customer=(number * 17 + 3) % customers,
        channel="Outlet" if number % 4 == 1 else "Storefront",
        reason=reason.format(number) if reason else None,
        access=ACCESSES[number % len(ACCESSES)],
        cause=cause,
        at=at,
        started_at=started_at,
        last_used_at=last_used_at,
        ended_at=_end(at, started_at, last_used_at, cause, rules),
    )


def _end(
    at: datetime,
    started_at: datetime | None,
    last_used_at: datetime | None,
    cause: ImitationEndReason,
    rules: Rules,
) -> datetime:
    if started_at is None or last_used_at is None:
        return at + rules.token_lifetime
    if cause is ImitationEndReason.IDLE_TIMEOUT:
        return last_used_at + rules.imitation_idle_timeout
    if cause is ImitationEndReason.MAX_DURATION:
        return started_at + rules.imitation_max_duration
    return last_used_at + timedelta(seconds=40)
