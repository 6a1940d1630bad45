"""Carts and their lines."""

from typing import TYPE_CHECKING

import strawberry

from resolvers.request.store_context import StoreContext
from schema.shared.imitating_user import ImitatingUser
from schema.shared.money import Money
from schema.store.product import Product

if TYPE_CHECKING:
    from db.statements.shop.stored_context import StoredLine, StoredUser


@strawberry.type(description="A product in a cart.")
class CartLineItem:
    id: strawberry.ID = strawberry.field(
        description="The id of the line: 32 lower-case hex characters. `updateCartItem` and "
        "`removeCartItem` take it."
    )
    product: Product = strawberry.field(description="The product.")
    label: str = strawberry.field(description="The product's name.")
    quantity: int = strawberry.field(description="The number of pieces, 1 to 100.")
    unit_price: Money = strawberry.field(description="Today's price of one piece.")
    total: Money = strawberry.field(description="The unit price times the quantity.")
    added_by: ImitatingUser | None = strawberry.field(
        description="The user who added the line while they imitated the customer. Null if the "
        "customer added it."
    )

    @classmethod
    def of(
        cls, store: StoreContext, line: "StoredLine", added_by: "StoredUser | None"
    ) -> "CartLineItem":
        amount = store.price_of(line)
        price = Money(amount=amount, currency=store.currency)
        product = Product(
            id=strawberry.ID(line.product_id),
            product_number=line.product_number,
            name=line.name,
            price=price,
        )
        return cls(
            id=strawberry.ID(line.id),
            product=product,
            label=line.name,
            quantity=line.quantity,
            unit_price=price,
            total=Money(amount=amount * line.quantity, currency=store.currency),
            added_by=ImitatingUser.stored(added_by) if added_by else None,
        )


@strawberry.type(
    description="The products that a customer or a guest wants to buy. A customer has one cart "
    "in each sales channel, for all sessions and for users who imitate them; a guest has one in "
    "each session."
)
class Cart:
    id: strawberry.ID | None = strawberry.field(
        description="The id of the cart: 32 lower-case hex characters. Null until the first line "
        "is added."
    )
    line_items: list[CartLineItem] = strawberry.field(description="The lines, oldest first.")
    total_quantity: int = strawberry.field(description="The number of pieces in all lines.")
    total: Money = strawberry.field(description="The sum of all lines, at today's prices.")

    @classmethod
    def of(cls, store: StoreContext) -> "Cart":
        lines = [CartLineItem.of(store, line, user) for line, user in store.lines]
        return cls(
            id=strawberry.ID(store.cart_id) if store.cart_id else None,
            line_items=lines,
            total_quantity=sum([line.quantity for line in lines]),
            total=Money(amount=sum([line.total.amount for line in lines]), currency=store.currency),
        )


@strawberry.type(description="The session's token and its cart after a change of the cart.")
class CartChange:
    token: str = strawberry.field(
        description="The context token to send from now on. It is a new one if this was a guest's "
        "first line, which starts their session."
    )
    cart: Cart = strawberry.field(description="The cart after the change.")

    @classmethod
    def of(cls, store: StoreContext) -> "CartChange":
        return cls(token=store.token, cart=Cart.of(store))
