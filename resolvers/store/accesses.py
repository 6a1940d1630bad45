"""The imitations of the logged-in customer, as the customer may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from auth.errors import ClosedToImitators
from auth.imitation.by_name import by_name
from auth.texts import arguments
from auth.vocabulary import ByName, ImitationAccess
from db.statements.imitation import imitation_events, imitations
from db.statements.imitation.imitation_events import Done
from db.statements.imitation.lists import imitation_lists
from db.statements.users import grants
from resolvers.audit.outsiders import proofs
from resolvers.imitation.state import current
from resolvers.imitation.told_user import find_alias
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_TIME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Imitation
    from db.statements.shop.stored_context import StoredCustomer
    from resolvers.audit.outsiders.proofs import Proven
    from resolvers.request.store_context import StoreContext

# The customer has a right to dates and purposes. These values tell which employee it was, and the
# detail of an end tells of their employment.
OF_USERS: Final = frozenset(
    {"user_id", "username", "remote_address", "user_agent", "request_id", "detail"}
)


@dataclass(frozen=True, slots=True)
class Access:
    """One redeemed imitation, without what only users may see."""

    imitation_id: str
    started_at: datetime
    ended_at: datetime | None
    by_name: str
    reason: str | None
    reason_category: str | None
    access: ImitationAccess
    full_since: datetime | None
    full_reason: str | None
    full_reason_category: str | None
    erased_at: datetime | None


async def get(ctx: RequestContext, imitation_id: str) -> Access | None:
    """One of them; None for every other id."""
    customer = _customer(await ctx.store())
    arguments.identifier(imitation_id, field="id")
    imitation = await imitations.get(ctx.application.database.reads, imitation_id)
    if imitation is None or imitation.customer_id != customer.id or not imitation.started_at:
        return None
    return _access(ctx, await _roles(ctx, [imitation]), imitation)


async def find(ctx: RequestContext, *, first: int, after: str | None) -> Page[Access]:
    """Every redeemed imitation of the logged-in customer, newest first. Imitators are refused."""
    customer = _customer(await ctx.store())
    listed = imitation_lists.redeemed_of(customer.id)
    page = await read_page(
        ctx.application.database,
        BY_TIME,
        first=first,
        after=after,
        find=partial(imitation_lists.find, listed=listed),
        count=partial(imitation_lists.count_all, listed=listed),
    )
    return page.map(partial(_access, ctx, await _roles(ctx, page.rows)))


async def find_actions(
    ctx: RequestContext, imitation_ids: Sequence[str]
) -> Mapping[str, Sequence[Done]]:
    """The mutations that were called in these imitations, each once, by their first calls."""
    found = await imitation_events.find_operations(ctx.application.database.reads, imitation_ids)
    return gathered(imitation_ids, ((done.imitation_id, done) for done in found))


async def find_proofs(ctx: RequestContext, wanted: Sequence["Proven"]) -> Mapping["Proven", str]:
    """The proofs; they open nothing about the user but that there was one."""
    return await proofs.find_proofs(ctx.application, wanted, hidden=OF_USERS)


def _customer(store: "StoreContext") -> "StoredCustomer":
    customer = store.logged_in()
    if store.imitation is not None:
        raise ClosedToImitators
    return customer


async def _roles(ctx: RequestContext, found: "Sequence[Imitation]") -> Mapping[str, Sequence[str]]:
    """The names of the roles that the users have today, where customers are told these."""
    roles: dict[str, list[str]] = {}
    if ctx.rules.audit_by_name is ByName.ROLE:
        ids = [imitation.user_id for imitation in found]
        for user_id, role in await grants.find_roles(ctx.application.database.reads, ids):
            roles.setdefault(user_id, []).append(role.name)
    return roles


def _access(
    ctx: RequestContext, roles: "Mapping[str, Sequence[str]]", imitation: "Imitation"
) -> Access:
    assert imitation.started_at is not None  # noqa: S101 - the list holds only redeemed ones
    return Access(
        imitation_id=imitation.id,
        started_at=imitation.started_at,
        ended_at=current(imitation, ctx.rules, now=ctx.now()).ended_at,
        by_name=by_name(
            ctx.rules.audit_by_name,
            name=f"{imitation.user_first_name} {imitation.user_last_name}".strip(),
            roles=roles.get(imitation.user_id, ()),
            alias=find_alias(ctx.application, imitation.user_id, imitation.customer_id),
        ),
        reason=imitation.reason,
        reason_category=imitation.reason_category,
        access=ImitationAccess(imitation.access),
        full_since=imitation.full_since,
        full_reason=imitation.full_reason,
        full_reason_category=imitation.full_reason_category,
        erased_at=imitation.erased_at,
    )
