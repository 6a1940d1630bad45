"""The events of imitations, and proofs that the audit log has them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from auth.texts import arguments
from db.statements.imitation import imitation_events
from resolvers.audit.outsiders import proofs

if TYPE_CHECKING:
    from db.models import AuditEvent
    from resolvers.audit.outsiders.proofs import Proven
    from resolvers.request.context import RequestContext


class Sealed(NamedTuple):
    """An event, the hash of its leaf in hex, and whether values of it were erased."""

    event: "AuditEvent"
    hash: str | None
    erased: bool


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


async def find_proofs(ctx: "RequestContext", wanted: Sequence["Proven"]) -> Mapping["Proven", str]:
    """The proofs, which open all values."""
    return await proofs.find_proofs(ctx.application, wanted, hidden=())
