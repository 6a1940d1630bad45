"""Lists imitations by filters, and finds one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from auth.imitation.reasons import LONGEST_CATEGORY
from auth.texts import arguments
from db.statements.imitation import imitations
from db.statements.imitation.lists import imitation_lists
from db.statements.imitation.lists.imitation_lists import Filter
from resolvers.imitation.state import CurrentImitation, current
from resolvers.request.cursors import BY_TIME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from auth.vocabulary import ImitationAccess, ImitationEndReason, ImitationStatus
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True, kw_only=True)
class ImitationFilter:
    """The imitations to list, as a client names them; None lets all through."""

    active: bool | None = None
    status: "ImitationStatus | None" = None
    customer_id: str | None = None
    user_id: str | None = None
    sales_channel_id: str | None = None
    access: "ImitationAccess | None" = None
    end_reason: "ImitationEndReason | None" = None
    reason: str | None = None
    reason_category: str | None = None
    order_placed: bool | None = None
    order_number: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def checked(self) -> Filter:
        """The filter as storage takes it; raises Invalid."""
        number = self.order_number
        return Filter(
            active=self.active,
            status=self.status,
            customer_id=_id(self.customer_id, "customerId"),
            user_id=_id(self.user_id, "userId"),
            sales_channel_id=_id(self.sales_channel_id, "salesChannelId"),
            access=self.access,
            end_reason=self.end_reason,
            reason=arguments.search(self.reason, field="reason"),
            reason_category=_category(self.reason_category),
            order_placed=self.order_placed,
            order_number=number if number is None else arguments.order_number(number),
            since=_moment(self.since, "since"),
            until=_moment(self.until, "until"),
        )


async def find(
    ctx: "RequestContext", where: ImitationFilter, *, first: int, after: str | None
) -> Page[CurrentImitation]:
    """A page of imitations, newest first."""
    which = where.checked()
    rules, now = ctx.rules, ctx.now()
    listed = imitation_lists.matching(which, now=now, idle_timeout=rules.imitation_idle_timeout)
    page = await read_page(
        ctx.application.database,
        BY_TIME.under(which._asdict()),
        first=first,
        after=after,
        find=partial(imitation_lists.find, listed=listed),
        count=partial(imitation_lists.count_all, listed=listed),
    )
    return page.map(partial(current, rules=rules, now=now))


async def get(ctx: "RequestContext", imitation_id: str) -> CurrentImitation | None:
    """One imitation."""
    arguments.identifier(imitation_id, field="id")
    imitation = await imitations.get(ctx.application.database.reads, imitation_id)
    return current(imitation, ctx.rules, now=ctx.now()) if imitation else None


def _id(value: str | None, field: str) -> str | None:
    return None if value is None else arguments.identifier(value, field=field)


def _category(value: str | None) -> str | None:
    """Also one that the settings no longer have."""
    if value is None:
        return None
    return arguments.line(value, field="reasonCategory", longest=LONGEST_CATEGORY)


def _moment(value: datetime | None, field: str) -> datetime | None:
    """In UTC, so that a cursor is of the same list however the time was written."""
    return None if value is None else arguments.moment(value, field=field).astimezone(UTC)
