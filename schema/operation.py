"""What does one operation carry, and how are the children of many rows read at once?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from resolvers.admin import customers, roles, sales_channels, users
from resolvers.request.context import RequestContext
from resolvers.request.eligibility import Targets, load_targets
from resolvers.store import account, catalogue, orders
from schema.documents.cache import Document

if TYPE_CHECKING:
    from db.models import Customer, Imitation, OrderLine, Role, SalesChannel, SalesChannelDomain

Found = TypeVar("Found")


@dataclass(slots=True)
class Loading:
    """The request, and a loader for each kind of children. Lives as long as one operation."""

    request: RequestContext
    document: Document | None = None  # already parsed; None: the text is parsed
    _loaders: dict[Callable[..., Any], DataLoader[str, Any]] = field(default_factory=dict)
    _targets: list[Targets] = field(default_factory=list)

    async def domains(self, sales_channel_id: str) -> Sequence["SalesChannelDomain"]:
        """The domains of a channel."""
        return await self._load(sales_channels.find_domains, sales_channel_id) or ()

    async def sales_channel(self, sales_channel_id: str) -> "SalesChannel | None":
        """A channel."""
        return await self._load(sales_channels.find_by_ids, sales_channel_id)

    async def customer(self, customer_id: str) -> "Customer | None":
        """A customer; None once deleted."""
        return await self._load(customers.find_by_ids, customer_id)

    async def roles(self, user_id: str) -> Sequence["Role"]:
        """The roles of a user."""
        return await self._load(users.find_roles, user_id) or ()

    async def privileges(self, role_id: str) -> Sequence[str]:
        """What a role grants."""
        return await self._load(roles.find_privileges, role_id) or ()

    async def events(self, imitation_id: str) -> Sequence[Any]:
        """The journal of an imitation: pairs of an event and its hash."""
        return await self._load(account.find_events, imitation_id) or ()

    async def price(self, product_id: str) -> int | None:
        """What a product costs in the context's currency."""
        return await self._load(catalogue.find_prices, product_id)

    async def order_lines(self, order_id: str) -> Sequence["OrderLine"]:
        """The lines of an order."""
        return await self._load(orders.find_lines, order_id) or ()

    async def imitation(self, imitation_id: str) -> "Imitation | None":
        """The imitation in which something was ordered."""
        return await self._load(orders.find_imitations, imitation_id)

    async def targets(self) -> Targets:
        """All channels and domains, and whether the user may enter one more."""
        if not self._targets:
            self._targets.append(await load_targets(self.request))
        return self._targets[0]

    async def _load(
        self,
        find: Callable[[RequestContext, Sequence[str]], Awaitable[Mapping[str, Found]]],
        key: str,
    ) -> Found | None:
        if find not in self._loaders:

            async def load(keys: list[str]) -> list[Found | None]:
                found = await find(self.request, keys)
                return [found.get(key) for key in keys]

            self._loaders[find] = DataLoader(load_fn=load)
        return await self._loaders[find].load(key)  # type: ignore[no-any-return]  # one dict holds all kinds


Info: TypeAlias = strawberry.Info[Loading, None]
