"""The queries of storefronts."""

from typing import Annotated, TypeAlias

import strawberry

from auth.errors import ClosedToImitators, Invalid
from resolvers.store import accesses, catalogue, orders, support_code
from schema.guards import for_channel, for_customer
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection
from schema.shared.order import Order
from schema.store.account_access import AccountAccess
from schema.store.context import Context
from schema.store.product import Product
from schema.store.support_code import SupportCodeState

AccessId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the access.")
]


@strawberry.type
class StoreQueries:
    @strawberry.field(
        description="The session that the header `sw-context-token` names. Without the header, or "
        "with a token that is unknown, expired or ended, it is an anonymous session under a new "
        "token. This query writes nothing: it stores no anonymous session, and it does not delay "
        "the idle timeout of an imitation.",
        extensions=for_channel(),
    )
    async def context(self, info: Info) -> Context:
        return Context.of(await info.context.request.store(), info)

    @strawberry.field(
        description="The products for sale, by name. `search` looks in names and product numbers.",
        extensions=for_channel(errors=[Invalid]),
    )
    async def products(
        self, info: Info, search: Search = None, first: First = 24, after: After = None
    ) -> Connection[Product]:
        page = await catalogue.find(info.context.request, search=search, first=first, after=after)
        return connection(page, Product.of)

    @strawberry.field(
        description="The orders of the logged-in customer, newest first.",
        extensions=for_customer(errors=[Invalid]),
    )
    async def orders(self, info: Info, first: First = 25, after: After = None) -> Connection[Order]:
        page = await orders.find_own(info.context.request, first=first, after=after)
        return connection(page, Order.own)

    @strawberry.field(
        description="Every imitation of the logged-in customer, newest first, so that the customer "
        "knows who was in the account, when and why. Tokens that were not redeemed are left out. "
        "Closed to imitating users.",
        extensions=for_customer(errors=[ClosedToImitators, Invalid]),
    )
    async def account_accesses(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[AccountAccess]:
        page = await accesses.find(info.context.request, first=first, after=after)
        return connection(page, AccountAccess.of)

    @strawberry.field(
        description="One imitation of the logged-in customer. Null for an unknown id, for that of "
        "another customer, and where the token was not redeemed. Closed to imitating users.",
        extensions=for_customer(errors=[ClosedToImitators, Invalid]),
    )
    async def account_access(self, info: Info, id: AccessId) -> AccountAccess | None:
        found = await accesses.get(info.context.request, id)
        return AccountAccess.of(found) if found else None

    @strawberry.field(
        description="Whether the logged-in customer has a support code, and who asked for one "
        "last. Closed to imitating users.",
        extensions=for_customer(errors=[ClosedToImitators]),
    )
    async def support_code_state(self, info: Info) -> SupportCodeState:
        return SupportCodeState.of(await support_code.get(info.context.request))
