"""Lists imitations with their states and events, and ends one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from auth.errors import MissingPrivilege, NotFound
from auth.privileges import Privilege
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason, ImitationStatus
from db.statements.imitation import imitation_events, imitation_lists, imitations
from db.statements.imitation.imitation_events import ENDED, REDEEMED
from db.statements.imitation.imitation_filters import of_id
from resolvers.audit.outsiders import proofs
from resolvers.imitation.ending import end_imitations
from resolvers.imitation.state import CurrentImitation, current
from resolvers.request.cursors import BY_TIME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import AuditEvent, Imitation
    from resolvers.request.context import RequestContext


class Sealed(NamedTuple):
    """An event, the hash of its leaf in hex, and whether values of it were erased."""

    event: "AuditEvent"
    hash: str | None
    erased: bool


@dataclass(frozen=True, slots=True)
class ImitationFilter:
    """The imitations to list; None lets all through. `since` is included, `until` is not."""

    active: bool | None
    customer_id: str | None
    user_id: str | None
    since: datetime | None
    until: datetime | None


class EventPage(NamedTuple):
    """Which events of an imitation: the `first` that come after the id `after`."""

    imitation_id: str
    after: int
    first: int

    @classmethod
    def of(cls, imitation_id: str, *, first: int, after: str | None) -> "EventPage":
        """The page as a client asks for it; raises Invalid."""
        last_seen = 0 if after is None else arguments.number(after, field="after")
        return cls(imitation_id, last_seen, arguments.page_size(first))


async def find(
    ctx: "RequestContext", where: ImitationFilter, *, first: int, after: str | None
) -> Page[CurrentImitation]:
    """A page of imitations, newest first."""
    listed = imitation_lists.matching(
        active=where.active,
        customer_id=_id(where.customer_id, "customerId"),
        user_id=_id(where.user_id, "userId"),
        since=_moment(where.since, "since"),
        until=_moment(where.until, "until"),
        now=ctx.now(),
        idle_timeout=ctx.rules.imitation_idle_timeout,
    )
    page = await read_page(
        ctx.application.database,
        BY_TIME,
        first=first,
        after=after,
        find=partial(imitation_lists.find, listed=listed),
        count=partial(imitation_lists.count_all, listed=listed),
    )
    return page.map(partial(_current, ctx))


async def get(ctx: "RequestContext", imitation_id: str) -> CurrentImitation | None:
    """One imitation."""
    arguments.identifier(imitation_id, field="id")
    imitation = await imitations.get(ctx.application.database.reads, imitation_id)
    return _current(ctx, imitation) if imitation else None


async def find_events(
    ctx: "RequestContext", pages: Sequence[EventPage]
) -> Mapping[EventPage, Sequence[Sealed]]:
    """The events of each page, oldest first, each with its hash; None: not sealed yet."""
    found: dict[EventPage, list[Sealed]] = {page: [] for page in pages}
    for place in {(page.after, page.first) for page in pages}:
        after, first = place
        ids = [page.imitation_id for page in pages if (page.after, page.first) == place]
        for event, sealed, erasure_id in await imitation_events.find_page(
            ctx.application.database.reads, ids, after=after, first=first
        ):
            assert event.imitation_id is not None  # noqa: S101 - it is found by this id
            leaf = None if sealed is None else sealed.hex()
            found[EventPage(event.imitation_id, after, first)].append(
                Sealed(event, leaf, erasure_id is not None)
            )
    return found


async def find_proofs(
    ctx: "RequestContext", imitation_ids: Sequence[str], *, action: str = REDEEMED
) -> Mapping[str, str]:
    """The proof of each redemption, which opens all its values."""
    return await proofs.find_proofs(ctx.application, imitation_ids, action=action, hidden=())


async def find_end_proofs(ctx: "RequestContext", imitation_ids: Sequence[str]) -> Mapping[str, str]:
    """The proof of each end, likewise."""
    return await find_proofs(ctx, imitation_ids, action=ENDED)


def _id(value: str | None, field: str) -> str | None:
    return None if value is None else arguments.identifier(value, field=field)


def _moment(value: datetime | None, field: str) -> datetime | None:
    return None if value is None else arguments.moment(value, field=field)


async def end(ctx: "RequestContext", imitation_id: str) -> CurrentImitation:
    """End an imitation: any with the privilege imitation:end, the user's own without."""
    caller = await ctx.caller()
    source, privileged = ctx.source, Privilege.IMITATION_END in caller.privileges
    arguments.identifier(imitation_id, field="id")
    async with ctx.application.database.transaction() as session:
        imitation = await imitations.get(session, imitation_id)
        if not privileged and (imitation is None or imitation.user_id != ctx.user_id):
            raise MissingPrivilege([Privilege.IMITATION_END])
        if imitation is None:
            raise NotFound
        held = await end_imitations(
            session,
            of_id(imitation_id),
            ImitationEndReason.ENDED_BY_USER,
            source,
            ctx.rules,
            by=caller.user,
        )
        if not held:  # it had ended before
            return _current(ctx, await imitations.get(session, imitation_id) or imitation)
    before = current(held[0], ctx.rules, now=source.at)
    if before.status is ImitationStatus.ENDED:  # by time
        return before
    reason = ImitationEndReason.ENDED_BY_USER
    return CurrentImitation(held[0], ImitationStatus.ENDED, source.at, reason)


def _current(ctx: "RequestContext", imitation: "Imitation") -> CurrentImitation:
    return current(imitation, ctx.rules, now=ctx.now())
