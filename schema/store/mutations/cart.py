"""The mutations of storefronts that change the cart or order it."""

from typing import Annotated, TypeAlias

import strawberry

from auth.errors import CartEmpty, DoesNotExist, Invalid, NotLoggedIn
from resolvers.store import cart, orders
from schema.guards import for_channel, for_customer
from schema.operation import Info
from schema.shared.order import Order
from schema.store.cart import CartChange

LineId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of a line in the session's cart.")
]


@strawberry.type
class CartMutations:
    @strawberry.mutation(
        description="Adds pieces of a product to the cart. A guest's first line starts their "
        "session, under a new token. A line holds at most 100 pieces, a cart at most 100 lines; "
        "more is `VIOLATION::INVALID`.",
        extensions=for_channel(errors=[DoesNotExist, Invalid, NotLoggedIn]),
    )
    async def add_cart_item(
        self,
        info: Info,
        product_id: Annotated[
            strawberry.ID, strawberry.argument(description="The id of a product for sale.")
        ],
        quantity: Annotated[
            int, strawberry.argument(description="The number of pieces to add, 1 to 100.")
        ] = 1,
    ) -> CartChange:
        store = await cart.add_item(info.context.request, product_id=product_id, quantity=quantity)
        return CartChange.of(store)

    @strawberry.mutation(
        description="Sets the number of pieces in a line of the cart. 0 removes the line.",
        extensions=for_channel(errors=[DoesNotExist, Invalid, NotLoggedIn]),
    )
    async def update_cart_item(
        self,
        info: Info,
        id: LineId,
        quantity: Annotated[
            int, strawberry.argument(description="The new number of pieces, 0 to 100.")
        ],
    ) -> CartChange:
        store = await cart.update_item(info.context.request, line_id=id, quantity=quantity)
        return CartChange.of(store)

    @strawberry.mutation(
        description="Removes a line from the cart.",
        extensions=for_channel(errors=[DoesNotExist, Invalid, NotLoggedIn]),
    )
    async def remove_cart_item(self, info: Info, id: LineId) -> CartChange:
        return CartChange.of(await cart.remove_item(info.context.request, line_id=id))

    @strawberry.mutation(
        description="Orders everything in the customer's cart at today's prices, and empties the "
        "cart. In an imitated session the order names the imitating user in `placedBy`. A product "
        "that is no longer for sale is `VIOLATION::INVALID`.",
        extensions=for_customer(errors=[CartEmpty, Invalid]),
    )
    async def place_order(self, info: Info) -> Order:
        return Order.own(await orders.place(info.context.request))
