"""Data loaders: the children of many rows are read by one statement, not by one for each row."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from resolvers.admin import integrations, roles
from resolvers.admin.customers import listing as customers
from resolvers.admin.imitations import events as imitations
from resolvers.admin.requests.listing import find_decidable
from resolvers.admin.sales_channels import listing as sales_channels
from resolvers.admin.users import listing
from resolvers.audit.outsiders.proofs import Proven
from resolvers.request.access import reads_access_keys
from resolvers.request.context import RequestContext
from resolvers.request.eligibility.needed import Wanted, find_needed
from resolvers.request.eligibility.targets import Target, TargetPage, find_targets
from resolvers.request.eligibility.verdict import Asked, Eligibility, Verdicts
from resolvers.store import accesses, orders
from schema.loading.load import Load, Loader, as_found
from schema.pieces.pace import Pace

if TYPE_CHECKING:
    from auth.vocabulary import ImitationRefusal
    from db.models import (
        Customer,
        Imitation,
        OrderLine,
        Role,
        SalesChannel,
        SalesChannelDomain,
    )
    from db.statements.imitation.imitation_events import Done
    from resolvers.admin.users.listing import FactorState, HeldRoles

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)
Find = Callable[[RequestContext, Sequence[Key]], Awaitable[Mapping[Key, Found]]]
ALL: Final = "all"  # the key of what exists once


@dataclass(slots=True)
class Loaders:
    """One loader for each kind of children, made when it is first used."""

    request: RequestContext
    _pace: Pace | None = None  # until there is a loader
    _verdicts: Verdicts | None = None  # until a customer is asked about
    _loaders: dict[Callable[..., Any], Loader[Any, Any]] = field(default_factory=dict)

    def domains(self, sales_channel_id: str) -> Load[Sequence["SalesChannelDomain"]]:
        """The domains of a sales channel."""
        return self._list(sales_channels.find_domains, sales_channel_id)

    def sales_channel(self, sales_channel_id: str) -> Load["SalesChannel | None"]:
        return self._one(sales_channels.find_by_ids, sales_channel_id)

    def reads_access_keys(self) -> Load[bool | None]:
        """Whether the user may read the access keys of sales channels."""
        return self._one(_reads_access_keys, ALL)

    def customer(self, customer_id: str) -> Load["Customer | None"]:
        """A customer; None once they are deleted."""
        return self._one(customers.find_by_ids, customer_id)

    def eligibility(self, asked: Asked) -> Load[Eligibility]:
        """Whether the signed-in user may imitate the customer."""
        self._verdicts = self._verdicts or Verdicts()
        return self._load(self._verdicts.find, asked, None)  # each has an answer

    def needs(self, wanted: Wanted) -> Load[Sequence["ImitationRefusal"]]:
        """What an imitation by the signed-in user needs."""
        return self._list(find_needed, wanted)

    def may_decide(self, user_id: str) -> Load[bool | None]:
        """Whether the signed-in user may approve or refuse what a user requests."""
        return self._one(find_decidable, user_id)

    def targets(self, page: TargetPage) -> Load[Sequence[Target]]:
        """Some storefronts in which a customer can be imitated."""
        return self._list(find_targets, page)

    def roles(self, user_id: str) -> Load["HeldRoles"]:
        """The roles of a user, and every privilege that the user holds."""
        return self._load(listing.find_roles, user_id, listing.NO_ROLES)

    def roles_of_integration(self, integration_id: str) -> Load[Sequence["Role"]]:
        """The roles of an integration."""
        return self._list(integrations.find_roles, integration_id)

    def factors_of_user(self, user_id: str) -> Load["FactorState | None"]:
        """Whether a user has a second factor, and has to add one."""
        return self._one(listing.find_factors, user_id)

    def privileges_of_role(self, role_id: str) -> Load[Sequence[str]]:
        """The keys of the privileges that a role grants."""
        return self._list(roles.find_privileges, role_id)

    def users_of_role(self, role_id: str) -> Load[int | None]:
        """How many users have a role."""
        return self._one(roles.count_users, role_id)

    def events(self, page: imitations.EventPage) -> Load[Sequence["imitations.Sealed"]]:
        """Some events of an imitation with their hashes."""
        return self._list(imitations.find_events, page)

    def actions(self, imitation_id: str) -> Load[Sequence["Done"]]:
        """The mutations that were called in an imitation, each once."""
        return self._list(accesses.find_actions, imitation_id)

    def proof(self, imitation_id: str) -> Load[str | None]:
        """The proof of an imitation for those who may see its events; None: not sealed yet."""
        return self._one(imitations.find_proofs, Proven.redemption(imitation_id))

    def end_proof(self, imitation_id: str) -> Load[str | None]:
        """The proof of an imitation's end for those who may see its events; None as above."""
        return self._one(imitations.find_proofs, Proven.end(imitation_id))

    def proof_for_customer(self, imitation_id: str) -> Load[str | None]:
        """The proof of an imitation for its customer; None: not sealed yet."""
        return self._one(accesses.find_proofs, Proven.redemption(imitation_id))

    def end_proof_for_customer(self, imitation_id: str) -> Load[str | None]:
        """The proof of an imitation's end for its customer; None as above."""
        return self._one(accesses.find_proofs, Proven.end(imitation_id))

    def order_lines(self, order_id: str) -> Load[Sequence["OrderLine"]]:
        """The lines of an order."""
        return self._list(orders.find_lines, order_id)

    def imitation(self, imitation_id: str) -> Load["Imitation | None"]:
        """The imitation in which an order was placed."""
        return self._one(orders.find_imitations, imitation_id)

    def _list(self, find: Find[Key, Sequence[Found]], key: Key) -> Load[Sequence[Found]]:
        return self._load(find, key, ())

    def _one(self, find: Find[Key, Found], key: Key) -> Load[Found | None]:
        return self._load(find, key, None)

    def _load(self, find: Find[Any, Any], key: Hashable, none: object) -> Load[Any]:
        loader = self._loaders.get(find)
        if loader is None:
            self._pace = self._pace or Pace()
            loader = Loader(partial(find, self.request), none, self._pace)
            self._loaders[find] = loader
        return Load(loader, key, as_found)


async def _reads_access_keys(ctx: RequestContext, keys: Sequence[str]) -> Mapping[str, bool]:
    return dict.fromkeys(keys, await reads_access_keys(ctx))
