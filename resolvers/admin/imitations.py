"""Which imitations are there, where does each stand, and who ends one?"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth import arguments
from auth.errors import MissingPrivilege, NotFound
from auth.privileges import Privilege
from auth.vocabulary import ImitationEndReason, ImitationStatus
from db.statements.imitation import imitations
from resolvers.imitation.ending import end_imitations, ran_out
from resolvers.request.paging import Page, after_time, by_time

if TYPE_CHECKING:
    from db.models import Imitation
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True)
class State:
    """Where an imitation is now; time ends it even before anybody writes that down."""

    status: ImitationStatus
    ended_at: datetime | None
    end_reason: ImitationEndReason | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which imitations are asked for; None asks for all. `since` is included, `until` is not."""

    active: bool | None
    customer_id: str | None
    user_id: str | None
    since: datetime | None
    until: datetime | None


async def find(
    ctx: "RequestContext", wanted: Filter, *, first: int, after: str | None
) -> Page["Imitation"]:
    """A page of imitations, newest first."""
    statement = imitations.matching(
        active=wanted.active,
        customer_id=_id(wanted.customer_id, "customerId"),
        user_id=_id(wanted.user_id, "userId"),
        since=_moment(wanted.since, "since"),
        until=_moment(wanted.until, "until"),
        now=ctx.now(),
        idle_timeout=ctx.rules.imitation_idle_timeout,
    )
    keys, size = after_time(after), arguments.page_size(first)

    async def count() -> int:
        async with ctx.application.database.read() as session:
            return await imitations.count_all(session, statement)

    async with ctx.application.database.read() as session:
        found = await imitations.find(session, statement, after=keys, first=size)
    return Page.of(found, key=by_time, after=after, count=count)


async def get(ctx: "RequestContext", imitation_id: str) -> "Imitation | None":
    """One imitation."""
    arguments.identifier(imitation_id, field="id")
    async with ctx.application.database.read() as session:
        return await imitations.get(session, imitation_id)


def _id(value: str | None, field: str) -> str | None:
    return None if value is None else arguments.identifier(value, field=field)


def _moment(value: datetime | None, field: str) -> datetime | None:
    return None if value is None else arguments.moment(value, field=field)


def state(ctx: "RequestContext", imitation: "Imitation") -> State:
    """Pending, active or ended at this moment."""
    if imitation.ended_at is not None and imitation.end_reason is not None:
        reason = ImitationEndReason(imitation.end_reason)
        return State(ImitationStatus.ENDED, imitation.ended_at, reason)
    ending = ran_out(imitation, ctx.rules, now=ctx.now())
    if ending is not None:
        return State(ImitationStatus.ENDED, ending.at, ending.reason)
    started = imitation.started_at is not None
    return State(ImitationStatus.ACTIVE if started else ImitationStatus.PENDING, None, None)


async def end(ctx: "RequestContext", imitation_id: str) -> "Imitation":
    """End an imitation: anybody's with the privilege imitation:end, one's own without."""
    signed_in = await ctx.user()
    privileged = Privilege.IMITATION_END in signed_in.privileges
    arguments.identifier(imitation_id, field="id")
    async with ctx.application.database.begin() as session:
        imitation = await imitations.get(session, imitation_id)
        if not privileged and (imitation is None or imitation.user_id != signed_in.user.id):
            raise MissingPrivilege([Privilege.IMITATION_END])
        if imitation is None:
            raise NotFound
        session.expunge(imitation)
        ended = await end_imitations(
            session,
            imitations.of_id(imitation_id),
            ImitationEndReason.ENDED_BY_USER,
            ctx.source,
            ctx.rules,
            by=signed_in.user,
        )
    return ended[0] if ended else imitation
