"""Data loaders: the children of many rows are read by one statement, not by one for each row."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from strawberry.dataloader import DataLoader

from resolvers.admin import customers, imitations, integrations, roles
from resolvers.admin.sales_channels import listing as sales_channels
from resolvers.admin.users import listing
from resolvers.request.context import RequestContext
from resolvers.request.eligibility.targets import Target, TargetPage, find_targets
from resolvers.request.eligibility.verdict import Channels, Eligibility, eligibility, load_channels
from resolvers.store import accesses, orders
from schema.pieces.pace import Pace

if TYPE_CHECKING:
    from db.models import (
        Customer,
        Imitation,
        OrderLine,
        Role,
        SalesChannel,
        SalesChannelDomain,
    )
    from db.statements.imitation.imitation_events import Done

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)
ALL: Final = "all"  # the key of what exists once


@dataclass(slots=True)
class Loaders:
    """One loader for each kind of children, made when it is first used."""

    request: RequestContext
    _pace: Pace | None = None  # until there is a list
    _loaders: dict[Callable[..., Any], DataLoader[Any, Any]] = field(default_factory=dict)

    async def domains(self, sales_channel_id: str) -> Sequence["SalesChannelDomain"]:
        """The domains of a sales channel."""
        return await self._load(sales_channels.find_domains, sales_channel_id) or ()

    async def sales_channel(self, sales_channel_id: str) -> "SalesChannel | None":
        return await self._load(sales_channels.find_by_ids, sales_channel_id)

    async def customer(self, customer_id: str) -> "Customer | None":
        """A customer; None once they are deleted."""
        return await self._load(customers.find_by_ids, customer_id)

    async def eligibility(self, customer: "Customer | None") -> Eligibility:
        """Whether the signed-in user may imitate the customer; None is a deleted one."""
        channels = await self._load(_find_channels, ALL)
        assert channels is not None  # noqa: S101 - _find_channels answers every key
        return await eligibility(self.request, customer, channels)

    async def targets(self, page: TargetPage) -> Sequence[Target]:
        """Some storefronts in which a customer can be imitated."""
        return await self._load(find_targets, page) or ()

    async def roles(self, user_id: str) -> Sequence["Role"]:
        """The roles of a user."""
        return await self._load(listing.find_roles, user_id) or ()

    async def roles_of_integration(self, integration_id: str) -> Sequence["Role"]:
        """The roles of an integration."""
        return await self._load(integrations.find_roles, integration_id) or ()

    async def privileges_of_user(self, user_id: str) -> Sequence[str]:
        """The keys of every privilege that a user holds."""
        return await self._load(listing.find_privileges, user_id) or ()

    async def privileges_of_role(self, role_id: str) -> Sequence[str]:
        """The keys of the privileges that a role grants."""
        return await self._load(roles.find_privileges, role_id) or ()

    async def events(self, page: imitations.EventPage) -> Sequence["imitations.Sealed"]:
        """Some events of an imitation with their hashes."""
        return await self._load(imitations.find_events, page) or ()

    async def actions(self, imitation_id: str) -> Sequence["Done"]:
        """The mutations that were called in an imitation, each once."""
        return await self._load(accesses.find_actions, imitation_id) or ()

    async def proof(self, imitation_id: str) -> str | None:
        """The proof of an imitation for those who may see its events; None: not sealed yet."""
        return await self._load(imitations.find_proofs, imitation_id)

    async def proof_for_customer(self, imitation_id: str) -> str | None:
        """The proof of an imitation for its customer; None: not sealed yet."""
        return await self._load(accesses.find_proofs, imitation_id)

    async def order_lines(self, order_id: str) -> Sequence["OrderLine"]:
        """The lines of an order."""
        return await self._load(orders.find_lines, order_id) or ()

    async def imitation(self, imitation_id: str) -> "Imitation | None":
        """The imitation in which an order was placed."""
        return await self._load(orders.find_imitations, imitation_id)

    async def _load(
        self,
        find: Callable[[RequestContext, Sequence[Key]], Awaitable[Mapping[Key, Found]]],
        key: Key,
    ) -> Found | None:
        if find not in self._loaders:
            request = self.request  # a reference to self would leave all rows to the collector

            async def load(keys: list[Key]) -> list[Found | None]:
                found = await find(request, keys)
                return [found.get(key) for key in keys]

            self._loaders[find] = DataLoader(load_fn=load)
        found: Found | None = await self._loaders[find].load(key)
        if isinstance(found, list):
            await self._wait_for_turn(len(found))
        return found

    async def _wait_for_turn(self, items: int) -> None:
        """A loader answers all who wait at once, but their lists are completed turn by turn."""
        self._pace = self._pace or Pace()
        await self._pace.take(items)


async def _find_channels(ctx: RequestContext, keys: Sequence[str]) -> Mapping[str, Channels]:
    return dict.fromkeys(keys, await load_channels(ctx))
